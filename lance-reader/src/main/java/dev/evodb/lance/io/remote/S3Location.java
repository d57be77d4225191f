package dev.evodb.lance.io.remote;

import java.net.URI;
import java.util.Locale;

/// A prefix of a bucket and the URLs of what is there. `bucket` ends in `/`; `prefix` has no slash at its
/// ends.
record S3Location(String name, String bucket, String prefix) {
    /// Reads `s3://bucket/prefix`.
    ///
    /// @throws IllegalArgumentException if `uri` is of another form
    static S3Location parse(String uri, S3Options options) {
        String scheme = "s3://";
        if (!uri.toLowerCase(Locale.ROOT).startsWith(scheme)) {
            throw new IllegalArgumentException("not an s3:// URI: " + uri);
        }
        String rest = uri.substring(scheme.length());
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        String prefix = slash < 0 ? "" : rest.substring(slash + 1);
        if (!bucket.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,254}")) {
            throw new IllegalArgumentException(
                    "not the name of a bucket: \"" + bucket + "\", expected s3://bucket/prefix");
        }
        while (prefix.endsWith("/")) {
            prefix = prefix.substring(0, prefix.length() - 1);
        }
        for (String part : prefix.split("/", -1)) {
            // The HTTP client and proxies would change such a path after it was signed.
            if (!prefix.isEmpty() && (part.isEmpty() || part.equals(".") || part.equals(".."))) {
                throw new IllegalArgumentException("not the prefix of a table: " + prefix);
            }
        }
        String name = scheme + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
        return new S3Location(name, bucketUrl(bucket, options), prefix);
    }

    /// The key of the file at `path`.
    String key(String path) {
        return prefix.isEmpty() ? path : prefix + "/" + path;
    }

    /// The URL of the file at `path`.
    URI object(String path) {
        return URI.create(bucket + UriText.encodePath(key(path)));
    }

    private static String bucketUrl(String bucket, S3Options options) {
        URI endpoint =
                options.endpoint().orElseGet(() -> URI.create("https://s3." + options.region() + ".amazonaws.com"));
        String scheme = endpoint.getScheme().toLowerCase(Locale.ROOT) + "://";
        String authority = endpoint.getRawAuthority();
        boolean isHostName = bucket.matches("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
        return options.pathStyle() || !isHostName
                ? scheme + authority + "/" + bucket + "/"
                : scheme + bucket + "." + authority + "/";
    }
}
