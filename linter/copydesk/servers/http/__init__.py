"""HTTP: what our servers share.

server          the socket and uvicorn, as all of them run it
header_timeout  connections on which no request begins are ended
bodies          what a request brings, up to a size
"""
