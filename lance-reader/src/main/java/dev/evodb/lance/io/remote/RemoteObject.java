package dev.evodb.lance.io.remote;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.io.ConcurrentObjectChangeException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// One object of a store. Opening it takes one request, which brings its length, its state (ETag) and its
/// last bytes; all later answers must be of the same state.
final class RemoteObject implements ByteSource {
    /// How much of the end comes with opening. Footer and metadata of most files are there, and whole
    /// manifests.
    static final int TAIL_BYTES = 64 << 10;

    /// 20 ms at 50 MB/s.
    private static final int ROUND_TRIP_BYTES = 1 << 20;

    private static final AtomicLong UNNAMED_STATES = new AtomicLong();

    private final StoreClient client;
    private final URI uri;
    private final String name;
    private final String label;
    private final State state;
    private final byte[] tail;
    private final String cacheState;

    /// What tells one state of an object from another; empty texts where the store does not say.
    private record State(long length, String etag, String lastModified) {
        /// Only a strong ETag may be the condition of a range.
        boolean isStrong() {
            return etag.startsWith("\"");
        }

        boolean isSame(State other) {
            return length == other.length
                    && etag.equals(other.etag)
                    && (!etag.isEmpty() || lastModified.equals(other.lastModified));
        }

        @Override
        public String toString() {
            return !etag.isEmpty() ? etag : length + " bytes" + (lastModified.isEmpty() ? "" : " of " + lastModified);
        }
    }

    private record Opened(State state, byte[] tail) {}

    private RemoteObject(StoreClient client, URI uri, String name, String label, Opened opened) {
        this.client = client;
        this.uri = uri;
        this.name = name;
        this.label = label;
        this.state = opened.state();
        this.tail = opened.tail();
        boolean isNamed = !state.etag().isEmpty() || !state.lastModified().isEmpty();
        this.cacheState = state.length() + " " + state.etag() + " " + state.lastModified()
                + (isNamed ? "" : " " + UNNAMED_STATES.incrementAndGet());
        offerTail();
    }

    /// Opens the object at `uri`. `name` is what locations carry, `label` what errors of the store call
    /// it.
    ///
    /// @throws NoSuchFileException if there is no such object
    static RemoteObject open(StoreClient client, URI uri, String name, String label) throws IOException {
        StoreRequest request = StoreRequest.get(uri, TAIL_BYTES)
                .with("range", "bytes=-" + TAIL_BYTES)
                .with("accept-encoding", "identity");
        Opened opened = client.call(label, request, client.deadline(), response -> readTail(client, label, response));
        return new RemoteObject(client, uri, name, label, opened);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long length() {
        return state.length();
    }

    /// Shared with other readers of the same bytes, so not to be changed.
    @Override
    public ByteSlice read(long offset, int length) throws IOException {
        return readAll(new long[] {offset}, new int[] {length})[0];
    }

    /// Shared with other readers of the same bytes, so not to be changed.
    @Override
    public ByteSlice[] readAll(long[] offsets, int[] lengths) throws IOException {
        long tailFrom = length() - tail.length;
        ByteSlice[] slices = new ByteSlice[offsets.length];
        long farBytes = 0;
        int[] far = new int[offsets.length];
        int fars = 0;
        for (int i = 0; i < slices.length; i++) {
            check(offsets[i], lengths[i]);
            if (lengths[i] == 0) {
                slices[i] = ByteSlice.of(new byte[0], Location.of(name).atOffset(offsets[i]));
            } else if (offsets[i] >= tailFrom) {
                slices[i] = slice(tail, tailFrom, offsets[i], lengths[i]);
            } else {
                far[fars++] = i;
                farBytes += lengths[i];
            }
        }
        if (fars > 0) {
            int[] wanted = Arrays.copyOf(far, fars);
            long[] from = Arrays.stream(wanted).mapToLong(i -> offsets[i]).toArray();
            int[] count = Arrays.stream(wanted).map(i -> lengths[i]).toArray();
            Deadline deadline = client.deadline();
            ByteSlice[] fetched = client.options().cache().takes(farBytes)
                    ? readBlocks(from, count, deadline)
                    : readRanges(from, count, deadline);
            for (int i = 0; i < fars; i++) {
                slices[wanted[i]] = fetched[i];
            }
        }
        return slices;
    }

    /// Nothing without a cache: what was read along would be forgotten.
    @Override
    public int bytesPerRoundTrip() {
        return client.options().cache().takes(ROUND_TRIP_BYTES) ? ROUND_TRIP_BYTES : 0;
    }

    @Override
    public void close() {
        // Connections belong to the store.
    }

    private void check(long offset, int count) {
        if (offset < 0 || count < 0 || offset > length() || count > length() - offset) {
            throw new CorruptFileException(
                    Location.of(name).atOffset(Math.clamp(offset, 0, length())),
                    "bytes [" + offset + ", " + offset + "+" + count + ") are not inside the " + length()
                            + " bytes of the file");
        }
    }

    /// Ranges as they are, past the cache.
    private ByteSlice[] readRanges(long[] offsets, int[] lengths, Deadline deadline) throws IOException {
        List<RangePlan.Run> runs = RangePlan.runs(offsets, lengths);
        List<byte[]> bytes = fetch(runs, deadline);
        ByteSlice[] slices = new ByteSlice[offsets.length];
        for (int i = 0; i < slices.length; i++) {
            int run = RangePlan.indexOf(runs, offsets[i]);
            slices[i] = slice(bytes.get(run), runs.get(run).from(), offsets[i], lengths[i]);
        }
        return slices;
    }

    /// Ranges out of whole blocks, of which those that are missing are fetched.
    private ByteSlice[] readBlocks(long[] offsets, int[] lengths, Deadline deadline) throws IOException {
        long[] numbers = LongStream.range(0, offsets.length)
                .flatMap(i -> LongStream.rangeClosed(
                        offsets[(int) i] / BlockCache.BLOCK_BYTES,
                        (offsets[(int) i] + lengths[(int) i] - 1) / BlockCache.BLOCK_BYTES))
                .sorted()
                .distinct()
                .toArray();
        byte[][] blocks = blocks(numbers, deadline);
        ByteSlice[] slices = new ByteSlice[offsets.length];
        for (int i = 0; i < slices.length; i++) {
            int first = Arrays.binarySearch(numbers, offsets[i] / BlockCache.BLOCK_BYTES);
            long blockFrom = numbers[first] * BlockCache.BLOCK_BYTES;
            if (offsets[i] + lengths[i] <= blockFrom + blocks[first].length) {
                slices[i] = slice(blocks[first], blockFrom, offsets[i], lengths[i]);
            } else {
                slices[i] = join(blocks, first, offsets[i], lengths[i]);
            }
        }
        return slices;
    }

    private ByteSlice join(byte[][] blocks, int first, long offset, int length) {
        byte[] joined = new byte[length];
        int from = (int) (offset % BlockCache.BLOCK_BYTES);
        int done = 0;
        for (int block = first; done < length; block++) {
            int count = Math.min(length - done, blocks[block].length - from);
            System.arraycopy(blocks[block], from, joined, done, count);
            done += count;
            from = 0;
        }
        return ByteSlice.of(joined, Location.of(name).atOffset(offset));
    }

    /// The blocks of those numbers, which ascend.
    private byte[][] blocks(long[] numbers, Deadline deadline) throws IOException {
        BlockCache cache = client.options().cache();
        List<CompletableFuture<byte[]>> claimed = Arrays.stream(numbers)
                .mapToObj(_ -> new CompletableFuture<byte[]>())
                .toList();
        byte[][] blocks = new byte[numbers.length][];
        CompletableFuture<?>[] known = new CompletableFuture<?>[numbers.length];
        int[] missing = new int[numbers.length];
        int misses = 0;
        boolean isLoaded = false;
        try {
            for (int i = 0; i < numbers.length; i++) {
                CompletableFuture<byte[]> found = cache.claim(key(numbers[i]), claimed.get(i));
                known[i] = found;
                if (found == claimed.get(i)) {
                    missing[misses++] = i;
                }
            }
            load(numbers, Arrays.copyOf(missing, misses), blocks, deadline);
            for (int i = 0; i < misses; i++) {
                claimed.get(missing[i]).complete(blocks[missing[i]]);
            }
            isLoaded = true;
        } finally {
            if (!isLoaded) {
                // The cache would log any other failure.
                claimed.forEach(block -> block.cancel(false));
            }
        }
        int[] failed = new int[numbers.length];
        int fails = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (blocks[i] == null) {
                Optional<byte[]> found = await(known[i], deadline);
                if (found.isPresent()) {
                    blocks[i] = found.get();
                } else {
                    failed[fails++] = i;
                }
            }
        }
        load(numbers, Arrays.copyOf(failed, fails), blocks, deadline);
        return blocks;
    }

    /// Fetches the blocks with the numbers `numbers[which[i]]` into `blocks[which[i]]`.
    private void load(long[] numbers, int[] which, byte[][] blocks, Deadline deadline) throws IOException {
        if (which.length == 0) {
            return;
        }
        long[] offsets = Arrays.stream(which)
                .mapToLong(i -> numbers[i] * BlockCache.BLOCK_BYTES)
                .toArray();
        int[] lengths = Arrays.stream(offsets)
                .mapToInt(offset -> (int) Math.min(BlockCache.BLOCK_BYTES, length() - offset))
                .toArray();
        List<RangePlan.Run> runs = RangePlan.runs(offsets, lengths);
        List<byte[]> bytes = fetch(runs, deadline);
        for (int i = 0; i < which.length; i++) {
            int run = RangePlan.indexOf(runs, offsets[i]);
            int from = (int) (offsets[i] - runs.get(run).from());
            blocks[which[i]] = bytes.get(run).length == lengths[i]
                    ? bytes.get(run)
                    : Arrays.copyOfRange(bytes.get(run), from, from + lengths[i]);
        }
    }

    /// A block that another reader loads; nothing if that reader fails.
    private Optional<byte[]> await(CompletableFuture<?> block, Deadline deadline) throws IOException {
        try {
            return Optional.of((byte[]) block.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException stopped = new InterruptedIOException("interrupted while waiting for " + label);
            stopped.initCause(e);
            throw stopped;
        } catch (ExecutionException | CancellationException | TimeoutException _) {
            return Optional.empty();
        }
    }

    private List<byte[]> fetch(List<RangePlan.Run> runs, Deadline deadline) throws IOException {
        List<byte[]> results = runs.stream()
                .map(run -> run.length() <= RangePlan.REQUEST_BYTES ? new byte[0] : new byte[run.length()])
                .collect(Collectors.toCollection(ArrayList::new));
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            int index = i;
            RangePlan.Run run = runs.get(i);
            for (RangePlan.Run part : run.requests()) {
                tasks.add(() -> {
                    byte[] bytes = fetch(part, deadline);
                    if (run.length() <= RangePlan.REQUEST_BYTES) {
                        results.set(index, bytes);
                    } else {
                        System.arraycopy(bytes, 0, results.get(index), (int) (part.from() - run.from()), bytes.length);
                    }
                    return null;
                });
            }
        }
        if (tasks.size() == 1) {
            RangePlan.Run only = runs.getFirst();
            return List.of(fetch(only, deadline));
        }
        Parallel.run(tasks);
        return results;
    }

    private byte[] fetch(RangePlan.Run part, Deadline deadline) throws IOException {
        StoreRequest request = StoreRequest.get(uri, part.length())
                .with("range", "bytes=" + part.from() + "-" + (part.to() - 1))
                .with("accept-encoding", "identity");
        if (state.isStrong()) {
            request = request.with("if-match", state.etag());
        }
        return client.call(label, request, deadline, response -> readRange(part, response));
    }

    private byte[] readRange(RangePlan.Run part, StoreResponse response) throws IOException {
        switch (response.status()) {
            case 200, 206 -> checkEncoding(response);
            case 412 -> throw changed("another one");
            case 404, 410 -> throw new NoSuchFileException(name);
            case 416 -> throw changed("shorter");
            default -> throw client.refusal(label, response);
        }
        boolean isPart = response.status() == 206;
        long found = isPart
                ? ContentRange.parse(response.header("content-range").orElse(""))
                        .length()
                : length();
        State now = stateOf(response, found);
        // An answer without an ETag where there was one comes from somebody between us and the store.
        if (!state.etag().isEmpty() && now.etag().isEmpty()) {
            throw new FaultyAnswerException("the answer has no ETag");
        }
        if (!state.etag().isEmpty() && state.etag().equals(now.etag()) && found != length()) {
            throw new FaultyAnswerException("the object has " + found + " bytes now, under the same ETag");
        }
        if (!state.isSame(now)) {
            throw changed(now.toString());
        }
        if (isPart) {
            ContentRange range =
                    ContentRange.parse(response.header("content-range").orElse(""));
            if (range.from() != part.from() || range.to() != part.to()) {
                throw new FaultyAnswerException("asked for bytes [" + part.from() + ", " + part.to() + "), got ["
                        + range.from() + ", " + range.to() + ")");
            }
        } else if (part.from() != 0 || part.to() != length()) {
            throw new FaultyAnswerException("the whole object came where a range was asked for");
        }
        return complete(response, part.length());
    }

    private ConcurrentObjectChangeException changed(String found) {
        return new ConcurrentObjectChangeException(label, state.toString(), found);
    }

    private static Opened readTail(StoreClient client, String label, StoreResponse response) throws IOException {
        switch (response.status()) {
            case 200 -> {
                checkEncoding(response);
                if (response.isCut()) {
                    throw new FaultyAnswerException("the whole object came where a range was asked for");
                }
                byte[] whole = response.body();
                return new Opened(stateOf(response, whole.length), whole);
            }
            case 206 -> {
                checkEncoding(response);
                ContentRange range =
                        ContentRange.parse(response.header("content-range").orElse(""));
                if (range.to() != range.length() || range.from() != Math.max(0, range.length() - TAIL_BYTES)) {
                    throw new FaultyAnswerException("asked for the last " + TAIL_BYTES + " bytes, got [" + range.from()
                            + ", " + range.to() + ") of " + range.length());
                }
                byte[] tail = complete(response, (int) (range.to() - range.from()));
                return new Opened(stateOf(response, range.length()), tail);
            }
            // The last bytes of an empty object are no range.
            case 416 -> {
                return new Opened(stateOf(response, 0), new byte[0]);
            }
            case 404, 410 -> {
                String code = client.errorCode(response);
                if (code.equals("NoSuchBucket")) {
                    throw client.refusal(label, response);
                }
                throw new NoSuchFileException(label);
            }
            default -> throw client.refusal(label, response);
        }
    }

    private static State stateOf(StoreResponse response, long length) {
        return new State(
                length,
                response.header("etag").orElse("").strip(),
                response.header("last-modified").orElse("").strip());
    }

    private static void checkEncoding(StoreResponse response) throws FaultyAnswerException {
        String encoding = response.header("content-encoding").orElse("identity");
        if (!encoding.equals("identity") && !encoding.equals("aws-chunked") && !encoding.isEmpty()) {
            throw new FaultyAnswerException("the answer is compressed although it must not be");
        }
    }

    private static byte[] complete(StoreResponse response, int expected) throws FaultyAnswerException {
        if (response.isCut() || response.body().length != expected) {
            throw new FaultyAnswerException("the body has " + (response.isCut() ? "more than " : "")
                    + response.body().length + " bytes, its range " + expected);
        }
        return response.body();
    }

    private BlockCache.Key key(long block) {
        return new BlockCache.Key(uri.toString(), cacheState, block);
    }

    /// The blocks that lie in the tail as a whole.
    private void offerTail() {
        long tailFrom = length() - tail.length;
        long block = (tailFrom + BlockCache.BLOCK_BYTES - 1) / BlockCache.BLOCK_BYTES;
        for (; block * BlockCache.BLOCK_BYTES < length(); block++) {
            int from = (int) (block * BlockCache.BLOCK_BYTES - tailFrom);
            int to = Math.min(tail.length, from + BlockCache.BLOCK_BYTES);
            client.options().cache().offer(key(block), Arrays.copyOfRange(tail, from, to));
        }
    }

    private ByteSlice slice(byte[] bytes, long bytesFrom, long offset, int length) {
        return ByteSlice.of(bytes, Location.of(name).atOffset(bytesFrom)).slice(offset - bytesFrom, length, "read");
    }
}
