package dev.evodb.cli.smoke;

import dev.evodb.cli.cloudflare.HttpAnswer;
import dev.evodb.cli.cloudflare.HttpSender;
import dev.evodb.cli.deploy.StoredObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks for ranges of an object, as a snippet does, and compares them with the file.
record ObjectProbe(HttpSender sender, CheckList checks) {
    private static final int RANGE_BYTES = 4096;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    /// The first and the last bytes.
    void run(StoredObject object) throws IOException {
        int length = (int) Math.min(RANGE_BYTES, object.bytes());
        String first = range(object, 0, length);
        String last = first.isEmpty() ? "" : range(object, object.bytes() - length, length);
        if (!last.isEmpty()) {
            checks.add(
                    object.url().toString(),
                    "one ETag",
                    first.equals(last),
                    first.equals(last) ? first : first + ", " + last);
        }
    }

    /// Checks one range and answers the ETag, which is empty if a check failed.
    private String range(StoredObject object, long from, int length) throws IOException {
        String subject = object.url().toString();
        long to = from + length - 1;
        String range = "bytes " + from + "-" + to;
        HttpAnswer answer;
        try {
            HttpRequest request = HttpRequest.newBuilder(object.url())
                    .header("range", "bytes=" + from + "-" + to)
                    .GET()
                    .build();
            answer = sender.send(request, SmokeTest.REQUEST_TIMEOUT, length + 1);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            checks.add(subject, range, false, CheckList.reason(e));
            return "";
        }
        String encoding = answer.header("content-encoding").orElse("identity");
        String total = answer.header("content-range").orElse("no Content-Range");
        Matcher found = CONTENT_RANGE.matcher(total);
        boolean isRange = found.matches()
                && Long.parseLong(found.group(1)) == from
                && Long.parseLong(found.group(2)) == to
                && Long.parseLong(found.group(3)) == object.bytes();
        boolean isSame = !answer.isCut() && Arrays.equals(answer.body(), bytes(object, from, length));
        String etag = answer.header("etag").orElse("");
        boolean isPassed = checks.add(subject, range + ": status 206", answer.status() == 206, rangeStatus(answer))
                && checks.add(subject, range + ": of " + object.bytes(), isRange, total)
                && checks.add(subject, range + ": uncompressed", encoding.equals("identity"), encoding)
                && checks.add(subject, range + ": the bytes of the file", isSame, answer.body().length + " bytes")
                && checks.add(subject, range + ": an ETag", !etag.isEmpty(), etag.isEmpty() ? "none" : etag);
        return isPassed ? etag : "";
    }

    private static String rangeStatus(HttpAnswer answer) {
        String cache = answer.header("cf-cache-status")
                .map(value -> ", cache " + value)
                .orElse("");
        return switch (answer.status()) {
            case 200 -> "200: Range was ignored" + cache;
            case 206 -> "206" + cache;
            default -> answer.status() + ": " + answer.excerpt();
        };
    }

    private static byte[] bytes(StoredObject object, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        try (FileChannel file = FileChannel.open(object.file())) {
            while (buffer.hasRemaining()) {
                if (file.read(buffer, from + buffer.position()) < 0) {
                    throw new IOException(object.file() + " got shorter while it was read");
                }
            }
        }
        return buffer.array();
    }
}
