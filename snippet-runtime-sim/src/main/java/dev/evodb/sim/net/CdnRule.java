package dev.evodb.sim.net;

import java.util.Locale;
import java.util.Set;

/// What the CDN in front of the origins keeps.
///
/// @param cached          which objects are eligible
/// @param largestBytes    size of a whole object up to which it is kept; checked against the full
///     size, so small ranges do not avoid it
/// @param hasOriginRanges whether ranges are filled in pieces of 1 MiB (Cloudflare's "Origin Range
///     Requests"); otherwise the first range pulls the whole object
/// @param ttlMicros       virtual time after which an object is revalidated by its ETag
public record CdnRule(Eligibility cached, long largestBytes, boolean hasOriginRanges, long ttlMicros) {
    /// The largest cacheable file of the plans Free, Pro and Business.
    public static final long STANDARD_LARGEST_BYTES = 512L << 20;

    private static final long TWO_HOURS_MICROS = 2L * 3_600 * 1_000_000;

    /// Cloudflare's extensions that are cached without a rule. Source: Cloudflare documentation, "Default
    /// cache behavior".
    private static final Set<String> EXTENSIONS = Set.of(
            ("7z avi avif apk bin bmp bz2 class css csv doc docx dmg ejs eot eps exe flac gif gz ico iso jar jpg jpeg js"
                            + " mid midi mkv mp3 mp4 ogg otf pdf pict pls png ppt pptx ps rar svg svgz swf tar tif tiff"
                            + " ttf webm webp woff woff2 xls xlsx zip zst")
                    .split(" "));

    /// Which objects the CDN may keep.
    public enum Eligibility {
        /// Those with one of Cloudflare's default extensions.
        BY_EXTENSION,
        /// All: a cache rule "eligible for cache".
        ALL
    }

    /// @throws IllegalArgumentException if a number is negative
    public CdnRule {
        if (largestBytes < 0 || ttlMicros < 0) {
            throw new IllegalArgumentException(
                    "largestBytes and ttlMicros must not be negative, got " + largestBytes + " and " + ttlMicros);
        }
    }

    /// Everything up to 512 MiB, filled whole, for two hours.
    public static CdnRule everything() {
        return new CdnRule(Eligibility.ALL, STANDARD_LARGEST_BYTES, false, TWO_HOURS_MICROS);
    }

    /// The same rule with ranges filled in pieces of 1 MiB.
    public CdnRule withOriginRanges() {
        return new CdnRule(cached, largestBytes, true, ttlMicros);
    }

    boolean isEligible(SnippetRequest request) {
        boolean isRead = request.method().equals("GET") || request.method().equals("HEAD");
        if (!isRead || request.headers().containsKey("authorization")) {
            return false;
        }
        if (cached == Eligibility.ALL) {
            return true;
        }
        String path = Url.parse(request.url()).path();
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/')
                && EXTENSIONS.contains(path.substring(dot + 1).toLowerCase(Locale.ROOT));
    }
}
