package dev.evodb.cli.smoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.cli.cloudflare.Envelope;
import dev.evodb.cli.cloudflare.HttpAnswer;
import dev.evodb.cli.cloudflare.HttpSender;
import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.lance.io.remote.Pacing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks a snippet a query, waits where it is still on its way, and compares the answer with that of the
/// JVM.
record SnippetProbe(HttpSender sender, CheckList checks, Pacing pacing, Duration patience, SmokeTest.Waiting waiting) {
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
    private static final int MOST_ANSWER_BYTES = 1 << 20;
    private static final int PROPAGATING = 1205;

    /// Distances travel as decimal text, and no further.
    private static final double TOLERANCE = 1e-9;

    private static final Pattern SNIPPET_ERROR =
            Pattern.compile("(?is)error(?:[ _]code)?\"?\\s*:?\\s*\"?(12\\d\\d)\\b");

    void run(URI url, SmokeQuery query, ExpectedAnswer expected, boolean isRouter) throws IOException {
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
            checks.add(subject, "answers", false, CheckList.reason(e));
            return;
        }
        String type = answer.header("content-type").orElse("no content type");
        boolean isJson = type.toLowerCase(Locale.ROOT).startsWith("application/json");
        boolean isAnswered = checks.add(subject, "status 200", answer.status() == 200, status(answer))
                && checks.add(subject, "JSON", isJson && !answer.isCut(), type);
        if (!isAnswered) {
            return;
        }
        String layer = answer.header("x-evodb-layer").orElse("");
        if (isRouter || !layer.isEmpty()) {
            checks.add(subject, "layer header", !isRouter || layer.equals("router"), layer.isEmpty() ? "none" : layer);
        }
        JsonNode hits;
        try {
            hits = Envelope.parse(answer.text()).path("hits");
        } catch (JsonProcessingException e) {
            checks.add(subject, "hits", false, "no JSON: " + e.getOriginalMessage());
            return;
        }
        if (checks.add(subject, "hits with row id and distance", isListOfHits(hits), shape(hits))) {
            compare(subject, expected, hits);
        }
    }

    /// Sends `request` until the answer is something else than error 1205, or patience ends.
    private HttpAnswer awaitPropagation(HttpRequest request) throws IOException {
        long start = pacing.nanoTime();
        while (true) {
            HttpAnswer answer = sender.send(request, SmokeTest.REQUEST_TIMEOUT, MOST_ANSWER_BYTES);
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
        String page = answer.excerpt().isEmpty() ? "" : ": " + answer.excerpt();
        return answer.status() + (answer.status() == 200 ? "" : meaning.isEmpty() ? page : meaning);
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
                checks.add(
                        subject,
                        what,
                        false,
                        "hit " + i + " is row " + rowId + " at " + distance + ", the JVM finds row "
                                + expected.rowIds()[i] + " at " + wanted);
                return;
            }
        }
        checks.add(
                subject,
                what,
                hits.size() == expected.size(),
                hits.size() == expected.size()
                        ? hits.size() + " hits, the same rows and distances"
                        : hits.size() + " hits, the JVM finds " + expected.size());
    }
}
