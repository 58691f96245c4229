"""HTTP: what our servers share.

server     the socket and uvicorn, as all of them run it
client_timeout  connections whose client keeps the server waiting are ended
bodies     what a request brings, up to a size
"""
