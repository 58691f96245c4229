"""HTTP: what our servers share.

server          uvicorn, as all of them run it
listening       their sockets
header_timeout  connections on which no request begins are ended
bodies          what a request brings, up to a size
"""
