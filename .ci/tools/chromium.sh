debian chromium chromium fonts-dejavu-core fonts-liberation
