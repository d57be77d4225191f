package dev.evodb.lance.io.remote;

import dev.evodb.bytes.ByteSource;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/// A table below a URL of any server that knows ranges. There is no listing in HTTP, so that the newest
/// version is found by names alone.
public final class HttpFolder implements RemoteStore {
    private final StoreClient client;
    private final String base;
    private final String query;

    private HttpFolder(StoreClient client, String base, String query) {
        this.client = client;
        this.base = base;
        this.query = query;
    }

    /// The table at `uri`, `http` or `https`. A query, as some stores take tokens in, is added to every
    /// request and shown nowhere.
    ///
    /// @throws IllegalArgumentException if `uri` is of another kind, or holds a user name
    public static HttpFolder open(String uri, RemoteOptions options) {
        return open(uri, options, new HttpTransport());
    }

    static HttpFolder open(String uri, RemoteOptions options, Transport transport) {
        URI parsed = parse(uri);
        String path = parsed.getRawPath() == null ? "" : parsed.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        String base = parsed.getScheme().toLowerCase(Locale.ROOT) + "://" + parsed.getRawAuthority() + path + "/";
        String query = parsed.getRawQuery() == null ? "" : "?" + parsed.getRawQuery();
        return new HttpFolder(new StoreClient(transport, StoreProtocol.PLAIN, options), base, query);
    }

    /// Without the query.
    @Override
    public String name() {
        return base.substring(0, base.length() - 1);
    }

    @Override
    public boolean canList() {
        return false;
    }

    @Override
    public List<String> list(String folder) {
        throw new UnsupportedOperationException("HTTP cannot list the files of " + name());
    }

    @Override
    public ByteSource open(String path) throws IOException {
        URI uri = URI.create(base + UriText.encodePath(path) + query);
        return RemoteObject.open(client, uri, path, base + path);
    }

    @Override
    public RequestStats stats() {
        return client.stats();
    }

    @Override
    public BlockCache cache() {
        return client.options().cache();
    }

    private static URI parse(String uri) {
        URI parsed;
        try {
            parsed = new URI(uri);
        } catch (URISyntaxException _) {
            // Its message repeats the text, which may hold a token.
            throw new IllegalArgumentException("not a URL that can be read: " + withoutSecrets(uri));
        }
        String scheme = parsed.getScheme() == null ? "" : parsed.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("not an http or https URL: " + withoutSecrets(uri));
        }
        if (parsed.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a URL with a user name is not read: " + withoutSecrets(uri));
        }
        if (parsed.getHost() == null || parsed.getRawFragment() != null) {
            throw new IllegalArgumentException("a URL needs a host and no fragment: " + withoutSecrets(uri));
        }
        return parsed;
    }

    /// `uri` without user name, query and fragment.
    private static String withoutSecrets(String uri) {
        return uri.replaceFirst("[?#].*", "").replaceFirst("//[^/]*@", "//");
    }
}
