<?php
$url      = parse_url( '{URL}' );
$_SERVER += array( 'HTTP_HOST' => "{$url['host']}:{$url['port']}", 'SERVER_NAME' => $url['host'], 'SERVER_PORT' => $url['port'], 'REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REMOTE_ADDR' => '127.0.0.1' );
require __DIR__ . '/wp-load.php';
