package dev.evodb.sim.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// What one data centre of the CDN holds of the objects behind it, in memory, in pieces of 1 MiB.
///
/// Answers from what it holds with the ETag that the object had when it was pulled: an object that
/// changes at the origin stays as it was until its time is over. Nothing is ever evicted for space.
final class CdnCache {
    /// What the CDN pulls at once when it fills ranges. Source: Cloudflare documentation, "Origin Range
    /// Requests".
    static final int PIECE = 1 << 20;

    private static final byte[] NOTHING = {};

    private final CdnRule rule;
    private final Map<String, Held> objects = new HashMap<>();

    /// An answer and what it took.
    ///
    /// @param originBytes pulled from the origin for it
    record Fetched(OriginResponse response, CacheStatus status, long originBytes) {
        boolean isFromOrigin() {
            return status != CacheStatus.HIT;
        }
    }

    /// One object, as far as it has been pulled.
    private static final class Held {
        final long length;
        final String etag;
        final String contentType;
        final BitSet present = new BitSet();
        final Map<Integer, byte[]> pieces = new HashMap<>();
        long freshUntilMicros;

        Held(long length, String etag, String contentType) {
            this.length = length;
            this.etag = etag;
            this.contentType = contentType;
        }

        StoredObject stored() {
            return new StoredObject(length, etag, contentType, this::read);
        }

        private byte[] read(long from, long to) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(to - from));
            for (long at = from; at < to; ) {
                int index = (int) (at / PIECE);
                byte[] piece = pieces.get(index);
                if (piece == null) {
                    throw new IllegalStateException("piece " + index + " was not pulled");
                }
                int start = (int) (at - (long) index * PIECE);
                int count = (int) Math.min(piece.length - start, to - at);
                out.write(piece, start, count);
                at += count;
            }
            return out.toByteArray();
        }
    }

    CdnCache(CdnRule rule) {
        this.rule = rule;
    }

    /// Answers `request`, from what is held or through `origin`, at `nowMicros`.
    Fetched fetch(SnippetRequest request, Origin origin, long nowMicros) throws IOException {
        if (!rule.isEligible(request)) {
            OriginResponse response = origin.answer(request);
            return new Fetched(response, CacheStatus.DYNAMIC, response.body().length);
        }
        Held held = objects.get(request.url());
        CacheStatus status = CacheStatus.HIT;
        if (held == null || held.freshUntilMicros <= nowMicros) {
            OriginResponse facts = origin.answer(new SnippetRequest("HEAD", request.url(), Map.of(), NOTHING));
            long length = length(facts);
            if (facts.status() != 200 || length > rule.largestBytes() || isForbidden(facts)) {
                objects.remove(request.url());
                OriginResponse response = origin.answer(request);
                return new Fetched(response, CacheStatus.BYPASS, response.body().length);
            }
            String etag = facts.headers().getOrDefault("etag", "");
            boolean isSame = held != null && held.length == length && !etag.isEmpty() && held.etag.equals(etag);
            status = held == null ? CacheStatus.MISS : isSame ? CacheStatus.REVALIDATED : CacheStatus.EXPIRED;
            if (held == null || !isSame) {
                held = new Held(length, etag, facts.headers().getOrDefault("content-type", "application/octet-stream"));
                objects.put(request.url(), held);
            }
            held.freshUntilMicros = nowMicros + rule.ttlMicros();
        }
        long pulled = 0;
        if (request.method().equals("GET")) {
            pulled = fill(held, request, origin);
            if (pulled < 0) {
                // The object changed between two pieces: neither version is whole, so the next request starts anew.
                objects.remove(request.url());
                OriginResponse response = origin.answer(request);
                return new Fetched(response, CacheStatus.BYPASS, response.body().length);
            }
        }
        if (pulled > 0 && status == CacheStatus.HIT) {
            status = CacheStatus.MISS;
        }
        return new Fetched(held.stored().answer(request), status, pulled);
    }

    /// Pulls what `request` needs and is not there; answers the bytes pulled, or -1 if the origin has
    /// another object by now.
    private long fill(Held held, SnippetRequest request, Origin origin) throws IOException {
        long from = 0;
        long to = held.length;
        String range = request.headers().getOrDefault("range", "");
        if (rule.hasOriginRanges() && ByteRange.of(range, held.length) instanceof ByteRange.Part part) {
            from = part.from();
            to = part.to();
        }
        int end = (int) ((to + PIECE - 1) / PIECE);
        long pulled = 0;
        int first = held.present.nextClearBit((int) (from / PIECE));
        while (first < end) {
            int present = held.present.nextSetBit(first);
            int last = present < 0 ? end : Math.min(end, present);
            long start = (long) first * PIECE;
            long stop = Math.min(held.length, (long) last * PIECE);
            boolean isWhole = start == 0 && stop == held.length;
            Map<String, String> headers = new TreeMap<>();
            if (!isWhole) {
                headers.put("range", "bytes=" + start + "-" + (stop - 1));
                if (!held.etag.isEmpty()) {
                    headers.put("if-range", held.etag);
                }
            }
            OriginResponse response = origin.answer(new SnippetRequest("GET", request.url(), headers, NOTHING));
            byte[] body = response.body();
            String etag = response.headers().getOrDefault("etag", "");
            if (response.status() != (isWhole ? 200 : 206) || body.length != stop - start || !etag.equals(held.etag)) {
                return -1;
            }
            for (int piece = first; piece < last; piece++) {
                int offset = (piece - first) * PIECE;
                int count = Math.min(PIECE, body.length - offset);
                byte[] copy = new byte[count];
                System.arraycopy(body, offset, copy, 0, count);
                held.pieces.put(piece, copy);
            }
            held.present.set(first, last);
            pulled += body.length;
            first = held.present.nextClearBit(last);
        }
        return pulled;
    }

    private static long length(OriginResponse facts) {
        String text = facts.headers().getOrDefault("content-length", "");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : facts.body().length;
    }

    private static boolean isForbidden(OriginResponse facts) {
        String control = facts.headers().getOrDefault("cache-control", "");
        return control.contains("no-store")
                || control.contains("private")
                || control.contains("no-cache")
                || facts.headers().containsKey("set-cookie");
    }

    /// `response` as the CDN hands it on.
    static OriginResponse marked(OriginResponse response, CacheStatus status) {
        Map<String, String> headers = new TreeMap<>(response.headers());
        headers.put("cf-cache-status", status.name());
        return new OriginResponse(response.status(), headers, response.body());
    }
}
