package dev.evodb.sim.workerd;

import dev.evodb.sim.net.OriginResponse;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// HTTP/1.1 as workerd speaks it over loopback: whole messages, bodies by length or in chunks, a
/// connection for each. Source: RFC 9112.
///
/// The JDK's own client and server refuse what is needed here: a request line with an `https` URL over a
/// plain connection, and a body that ends before its length.
final class HttpWire {
    private static final int MOST_LINE = 64 << 10;
    private static final int MOST_HEADERS = 200;
    private static final int MOST_BODY = 512 << 20;

    private HttpWire() {}

    /// One message.
    ///
    /// @param start   the request line or the status line
    /// @param headers lower-case names; several of one name are joined by a comma
    record Message(String start, Map<String, String> headers, byte[] body) {
        /// The status of an answer.
        int status() throws IOException {
            String[] parts = start.split(" ", 3);
            if (parts.length < 2 || !parts[1].matches("\\d{3}")) {
                throw new IOException("not a status line: " + start);
            }
            return Integer.parseInt(parts[1]);
        }
    }

    /// Reads a message to its end. `hasBody` is false for the answer to a HEAD request.
    static Message read(InputStream in, boolean hasBody) throws IOException {
        String start = line(in);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() > MOST_HEADERS) {
                throw new IOException("not a header: " + line);
            }
            headers.merge(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (first, second) -> first + ", " + second);
        }
        return new Message(start, headers, hasBody ? body(in, start, headers) : new byte[0]);
    }

    private static byte[] body(InputStream in, String start, Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
                body.write(exactly(in, size));
                line(in);
                if (body.size() > MOST_BODY) {
                    throw new IOException("a body of more than " + MOST_BODY + " bytes");
                }
            }
            while (!line(in).isEmpty()) {
                // Trailers say nothing that is needed here.
            }
            return body.toByteArray();
        }
        String length = headers.get("content-length");
        if (length != null) {
            if (!length.matches("\\d{1,9}") || Integer.parseInt(length) > MOST_BODY) {
                throw new IOException("a body of " + length + " bytes");
            }
            return exactly(in, Integer.parseInt(length));
        }
        boolean isAnswer = start.startsWith("HTTP/");
        return isAnswer && !start.contains(" 204") && !start.contains(" 304") ? in.readAllBytes() : new byte[0];
    }

    private static int chunkSize(InputStream in) throws IOException {
        String line = line(in);
        int end = line.indexOf(';');
        try {
            return Integer.parseInt((end < 0 ? line : line.substring(0, end)).strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("not the size of a chunk: " + line, e);
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() > MOST_LINE) {
                throw new EOFException("the connection ended in the head of a message");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /// Writes the answer to a request of `method`. If it `isCut`, a byte more is stated than comes.
    static void answer(OutputStream out, String method, OriginResponse response, boolean isCut) throws IOException {
        long length = response.body().length;
        if (method.equals("HEAD")) {
            String stated = response.headers().getOrDefault("content-length", "0");
            length = stated.matches("\\d{1,18}") ? Long.parseLong(stated) : 0;
        } else if (response.status() == 204 || response.status() == 304) {
            length = -1;
        } else if (isCut) {
            length++;
        }
        String reason = response.status() < 400 ? " OK" : " Error";
        write(out, "HTTP/1.1 " + response.status() + reason, response.headers(), response.body(), length);
    }

    /// Writes a message whose body is `body` and is said to be `length` bytes long.
    static void write(OutputStream out, String start, Map<String, String> headers, byte[] body, long length)
            throws IOException {
        StringBuilder head = new StringBuilder(start).append("\r\n");
        headers.forEach((name, value) -> {
            if (!name.equals("content-length") && !name.equals("transfer-encoding") && !name.equals("connection")) {
                head.append(name).append(": ").append(value).append("\r\n");
            }
        });
        if (length >= 0) {
            head.append("content-length: ").append(length).append("\r\n");
        }
        head.append("connection: close\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.UTF_8));
        out.write(body);
        out.flush();
    }
}
