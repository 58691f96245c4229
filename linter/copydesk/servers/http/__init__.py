"""What our servers share: how they listen, how long they wait, and what a request may bring."""
