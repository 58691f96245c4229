# copydesk in a container: docker run --rm --network none -v "$PWD:/work" copydesk check posts/
FROM python:3.13.7-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY linter linter
COPY rules rules
RUN python -m venv /opt/copydesk && /opt/copydesk/bin/pip install --no-cache-dir .

FROM python:3.13.7-slim-bookworm
# git is for --since. The repository that is mounted belongs to another user than the one in here.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory '*' \
    && install -d -m 1777 /cache
COPY --from=build /opt/copydesk /opt/copydesk
ENV PATH=/opt/copydesk/bin:$PATH COPYDESK_CACHE_DIR=/cache
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["copydesk"]
