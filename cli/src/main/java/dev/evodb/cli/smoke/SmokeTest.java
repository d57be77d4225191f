package dev.evodb.cli.smoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.cli.cloudflare.Envelope;
import dev.evodb.cli.cloudflare.HttpAnswer;
import dev.evodb.cli.cloudflare.HttpSender;
import dev.evodb.cli.deploy.StoredObject;
import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.lance.io.remote.Pacing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks what was deployed: the snippet with a query whose answer is known, and the objects for ranges
/// whose bytes are known. Sends no token, follows no redirect. For one thread.
public final class SmokeTest implements AutoCloseable {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
    private static final int MOST_ANSWER_BYTES = 1 << 20;
    private static final int RANGE_BYTES = 4096;
    private static final int PROPAGATING = 1205;

    /// Distances travel as decimal text, and no further.
    private static final double TOLERANCE = 1e-9;

    private static final String ERROR_PREFIX = "(?is)error(?:[ _]code)?\"?\\s*:?\\s*\"?";
    private static final Pattern SNIPPET_ERROR = Pattern.compile(ERROR_PREFIX + "(12\\d\\d)\\b");
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    private final HttpSender sender = new HttpSender();
    private final Pacing pacing;
    private final Duration patience;
    private final Waiting waiting;
    private final List<SmokeCheck> checks = new ArrayList<>();

    /// Hears that the deployment is still on its way.
    @FunctionalInterface
    public interface Waiting {
        /// Error 1205 came again after `waited`; the test gives up after `patience`.
        void at(Duration waited, Duration patience);
    }

    /// `patience` is how long a deployment may take to propagate.
    public SmokeTest(Pacing pacing, Duration patience, Waiting waiting) {
        this.pacing = pacing;
        this.patience = patience;
        this.waiting = waiting;
    }

    /// Asks the snippet at `url`, and the objects where they are served. `isRouter` says that the layer
    /// header of a router must be there.
    ///
    /// @throws IllegalArgumentException if `url` is neither https nor http to this machine
    /// @throws IOException if a file of the pack cannot be read
    public SmokeReport run(
            URI url, SmokeQuery query, ExpectedAnswer expected, boolean isRouter, List<StoredObject> objects)
            throws IOException {
        if (!HttpSender.isPrivate(url) || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the URL of the smoke test must be https without query and fragment, got " + url);
        }
        for (StoredObject object : objects) {
            object(object);
        }
        snippet(url, query, expected, isRouter);
        return new SmokeReport(checks);
    }

    private boolean check(String subject, String what, boolean isPassed, String found) {
        checks.add(new SmokeCheck(subject, what, isPassed, found));
        return isPassed;
    }

    private void snippet(URI url, SmokeQuery query, ExpectedAnswer expected, boolean isRouter) throws IOException {
        String subject = url.toString();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(url + "?k=" + query.k() + "&nprobes=" + query.nprobes()))
                .header("content-type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(EdgeAnswer.littleEndian(query.vector())))
                .build();
        HttpAnswer answer;
        try {
            answer = awaitPropagation(request);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            check(subject, "answers", false, reason(e));
            return;
        }
        String type = answer.header("content-type").orElse("no content type");
        boolean isJson = type.toLowerCase(Locale.ROOT).startsWith("application/json");
        boolean isAnswered = check(subject, "status 200", answer.status() == 200, status(answer))
                && check(subject, "JSON", isJson && !answer.isCut(), type);
        if (!isAnswered) {
            return;
        }
        String layer = answer.header("x-evodb-layer").orElse("");
        if (isRouter || !layer.isEmpty()) {
            check(subject, "layer header", !isRouter || layer.equals("router"), layer.isEmpty() ? "none" : layer);
        }
        JsonNode hits;
        try {
            hits = Envelope.parse(answer.text()).path("hits");
        } catch (JsonProcessingException e) {
            check(subject, "hits", false, "no JSON: " + e.getOriginalMessage());
            return;
        }
        if (check(subject, "hits with row id and distance", isListOfHits(hits), shape(hits))) {
            compare(subject, expected, hits);
        }
    }

    /// Sends `request` until the answer is something else than error 1205, or patience ends.
    private HttpAnswer awaitPropagation(HttpRequest request) throws IOException {
        long start = pacing.nanoTime();
        while (true) {
            HttpAnswer answer = sender.send(request, REQUEST_TIMEOUT, MOST_ANSWER_BYTES);
            Duration waited = Duration.ofNanos(pacing.nanoTime() - start);
            if (snippetError(answer) != PROPAGATING
                    || waited.plus(BETWEEN_TRIES).compareTo(patience) > 0) {
                return answer;
            }
            waiting.at(waited, patience);
            try {
                pacing.sleep(BETWEEN_TRIES);
            } catch (InterruptedException e) {
                throw HttpSender.interrupted(e);
            }
        }
    }

    /// The number of a snippet error page, 1201 to 1206; 0 for any other answer.
    static int snippetError(HttpAnswer answer) {
        if (answer.status() == 200) {
            return 0;
        }
        Matcher matcher = SNIPPET_ERROR.matcher(answer.text());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static String status(HttpAnswer answer) {
        int error = snippetError(answer);
        String meaning = switch (error) {
            case 0 -> "";
            case 1201 -> ", error 1201: the snippet went on to the origin twice";
            case 1202 -> ", error 1202: more subrequests than the plan allows";
            case 1203 -> ", error 1203: more CPU time than allowed";
            case 1204 -> ", error 1204: more memory than allowed";
            case PROPAGATING -> ", error 1205: the deployment is still propagating";
            case 1206 -> ", error 1206: the snippet threw an exception";
            default -> ", error " + error;
        };
        return answer.status() + (answer.status() == 200 ? "" : meaning.isEmpty() ? ": " + answer.excerpt() : meaning);
    }

    private static boolean isListOfHits(JsonNode hits) {
        if (!hits.isArray()) {
            return false;
        }
        for (JsonNode hit : hits) {
            if (!hit.path("rowId").canConvertToExactIntegral()
                    || !hit.path("distance").isNumber()) {
                return false;
            }
        }
        return true;
    }

    private static String shape(JsonNode hits) {
        return hits.isArray() ? hits.size() + " hits" : "hits are " + hits.getNodeType();
    }

    private void compare(String subject, ExpectedAnswer expected, JsonNode hits) {
        String what = "the answer of the JVM";
        for (int i = 0; i < Math.min(expected.size(), hits.size()); i++) {
            long rowId = hits.get(i).path("rowId").longValue();
            double distance = hits.get(i).path("distance").doubleValue();
            double wanted = expected.distances()[i];
            if (rowId != expected.rowIds()[i] || Math.abs(distance - wanted) > TOLERANCE * Math.abs(wanted)) {
                check(
                        subject,
                        what,
                        false,
                        "hit " + i + " is row " + rowId + " at " + distance + ", the JVM finds row "
                                + expected.rowIds()[i] + " at " + wanted);
                return;
            }
        }
        check(
                subject,
                what,
                hits.size() == expected.size(),
                hits.size() == expected.size()
                        ? hits.size() + " hits, the same rows and distances"
                        : hits.size() + " hits, the JVM finds " + expected.size());
    }

    /// The first and the last bytes.
    private void object(StoredObject object) throws IOException {
        int length = (int) Math.min(RANGE_BYTES, object.bytes());
        String first = range(object, 0, length);
        String last = first.isEmpty() ? "" : range(object, object.bytes() - length, length);
        if (!last.isEmpty()) {
            check(
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
            answer = sender.send(request, REQUEST_TIMEOUT, length + 1);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            check(subject, range, false, reason(e));
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
        boolean isPassed = check(subject, range + ": status 206", answer.status() == 206, rangeStatus(answer))
                && check(subject, range + ": of " + object.bytes(), isRange, total)
                && check(subject, range + ": uncompressed", encoding.equals("identity"), encoding)
                && check(subject, range + ": the bytes of the file", isSame, answer.body().length + " bytes")
                && check(subject, range + ": an ETag", !etag.isEmpty(), etag.isEmpty() ? "none" : etag);
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

    private static String reason(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    @Override
    public void close() {
        sender.close();
    }
}
