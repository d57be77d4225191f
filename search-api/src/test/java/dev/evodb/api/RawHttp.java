package dev.evodb.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/// HTTP by hand: bytes as they are, whatever a client of HTTP would make of them.
final class RawHttp {
    /// A server that neither answers nor closes within this time hangs.
    private static final int HANG_MILLIS = 30_000;

    private RawHttp() {}

    /// A request with a path that is sent as it is, and all of its answer.
    static String send(int port, String method, String path, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return exchange(
                port,
                method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                        + (bytes.length == 0
                                ? ""
                                : "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n")
                        + "\r\n" + body);
    }

    /// Sends `request`, and reads until the server closes.
    static String exchange(int port, String request) throws IOException {
        return exchange(port, request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// As above.
    static String exchange(int port, byte[] request) throws IOException {
        try (Socket socket = open(port)) {
            write(socket, request);
            return readAll(socket);
        }
    }

    static Socket open(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(HANG_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /// Writes what the server takes; it may have closed already.
    static void write(Socket socket, byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException _) {
            // What it answered before is what counts.
        }
    }

    static void write(Socket socket, String text) throws IOException {
        write(socket, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// All until the server closes.
    ///
    /// @throws AssertionError if it does not
    static String readAll(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            InputStream in = socket.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                answer.write(buffer, 0, count);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the server neither answers nor closes, so far: " + answer, e);
        } catch (SocketException _) {
            // A reset closes as well.
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    /// One answer with a length, of a connection that stays open.
    static String readAnswer(Socket socket) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
            head.write(b);
        }
        String headers = head.toString(StandardCharsets.ISO_8859_1);
        int at = headers.toLowerCase(java.util.Locale.ROOT).indexOf("content-length:");
        int length = at < 0
                ? 0
                : Integer.parseInt(
                        headers.substring(at + 15, headers.indexOf('\r', at)).strip());
        return headers + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /// The status of an answer, empty if there is none.
    static String status(String answer) {
        return answer.startsWith("HTTP/1.1 ") && answer.length() >= 12 ? answer.substring(9, 12) : "";
    }
}
