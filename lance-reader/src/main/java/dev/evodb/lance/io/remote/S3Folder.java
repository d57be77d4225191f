package dev.evodb.lance.io.remote;

import dev.evodb.bytes.ByteSource;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.io.NotATableException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// A table below a prefix of a bucket: Amazon's S3, Cloudflare's R2, and whoever else speaks their
/// protocol.
public final class S3Folder implements RemoteStore {
    /// Most names of one folder.
    private static final int MAX_NAMES = 1_000_000;

    private static final int LISTING_BYTES = 8 << 20;

    private final StoreClient client;
    private final S3Location location;

    private S3Folder(StoreClient client, S3Location location) {
        this.client = client;
        this.location = location;
    }

    /// The table at `s3://bucket/prefix`.
    ///
    /// @throws IllegalArgumentException if `uri` is of another form
    public static S3Folder open(String uri, S3Options s3, RemoteOptions options) {
        return open(uri, s3, options, new HttpTransport());
    }

    static S3Folder open(String uri, S3Options s3, RemoteOptions options, Transport transport) {
        return new S3Folder(new StoreClient(transport, new S3Protocol(s3), options), S3Location.parse(uri, s3));
    }

    @Override
    public String name() {
        return location.name();
    }

    @Override
    public List<String> list(String folder) throws IOException {
        return list(folder, true);
    }

    /// The names of the folders directly below `folder`, without the files, in no particular order; an empty
    /// `folder` is the root. None if there is no such folder.
    public List<String> folders(String folder) throws IOException {
        return list(folder, false);
    }

    private List<String> list(String folder, boolean hasFiles) throws IOException {
        String label = location.name() + "/" + folder;
        String below = folder.isEmpty() ? location.prefix() : location.key(folder);
        String prefix = below.isEmpty() ? "" : below + "/";
        Deadline deadline = client.deadline();
        List<String> names = new ArrayList<>();
        String continuation = "";
        do {
            StoreRequest request = StoreRequest.get(listing(prefix, continuation), LISTING_BYTES);
            S3Listing page = client.call(label, request, deadline, response -> readPage(label, response));
            for (String key : page.keys()) {
                String name = key.startsWith(prefix) ? key.substring(prefix.length()) : "";
                boolean isFolder = name.endsWith("/");
                name = isFolder ? name.substring(0, name.length() - 1) : name;
                if (!name.isEmpty() && name.indexOf('/') < 0 && (isFolder || hasFiles)) {
                    names.add(name);
                }
            }
            if (names.size() > MAX_NAMES) {
                throw new LimitExceededException("names of one folder", MAX_NAMES, names.size(), Location.of(folder));
            }
            if (page.keys().isEmpty() && !page.continuation().isEmpty()) {
                throw new dev.evodb.lance.io.StoreException("the listing of " + label + " does not end", 200, null);
            }
            continuation = page.continuation();
        } while (!continuation.isEmpty());
        if (names.isEmpty() && hasFiles) {
            throw new NotATableException(name(), "has no " + folder + " folder");
        }
        return names;
    }

    @Override
    public ByteSource open(String path) throws IOException {
        return RemoteObject.open(client, location.object(path), path, location.name() + "/" + path);
    }

    @Override
    public RequestStats stats() {
        return client.stats();
    }

    @Override
    public BlockCache cache() {
        return client.options().cache();
    }

    private URI listing(String prefix, String continuation) {
        List<SigV4.Parameter> query = new ArrayList<>(List.of(
                new SigV4.Parameter("list-type", "2"),
                new SigV4.Parameter("delimiter", "/"),
                new SigV4.Parameter("encoding-type", "url"),
                new SigV4.Parameter("prefix", prefix)));
        if (!continuation.isEmpty()) {
            query.add(new SigV4.Parameter("continuation-token", continuation));
        }
        return URI.create(location.bucket() + "?" + SigV4.canonicalQuery(query));
    }

    private S3Listing readPage(String label, StoreResponse response) throws IOException {
        if (response.status() != 200) {
            throw client.refusal(label, response);
        }
        if (response.isCut()) {
            throw new FaultyAnswerException("a page of the listing has more than " + LISTING_BYTES + " bytes");
        }
        return S3Listing.parse(response.body(), Location.of(label));
    }
}
