package dev.evodb.lance.io.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.io.ConcurrentObjectChangeException;
import dev.evodb.lance.io.NotATableException;
import dev.evodb.lance.io.StoreException;
import dev.evodb.lance.io.StoreTimeoutException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One object of 300,000 bytes, `data/f`, an empty one, `empty`, and a small one, `small`, over a real
/// connection.
class RemoteObjectTest {
    private static final int LENGTH = 300_000;
    private static final byte[] CONTENT = new byte[LENGTH];
    private static final RetryPolicy POLICY = RetryPolicy.DEFAULT.withRequestTimeout(Duration.ofSeconds(20));

    private static FaultServer server;

    private final VirtualPacing pacing = new VirtualPacing(1);
    private final RecordingPlan plan = RecordingPlan.of();

    @BeforeAll
    static void start() throws IOException {
        new SplittableRandom(2).nextBytes(CONTENT);
        server = new FaultServer();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void opensWithOneRequestForTheTail() throws IOException {
        try (ByteSource source = open()) {
            assertEquals(LENGTH, source.length());
            assertEquals("data/f", source.name());
            ByteSlice end = source.read(LENGTH - 65536, 65536);
            assertArrayEquals(Arrays.copyOfRange(CONTENT, LENGTH - 65536, LENGTH), end.toBytes());
            assertEquals("file=data/f, offset=234464", end.at().toString());
        }
        assertEquals(List.of("bytes=-65536"), plan.ranges());
    }

    @Test
    void opensSmallAndEmptyObjects() throws IOException {
        HttpFolder folder = folder(options());
        try (ByteSource small = folder.open("small");
                ByteSource empty = folder.open("empty")) {
            assertEquals(3, small.length());
            assertArrayEquals(new byte[] {1, 2, 3}, small.read(0, 3).toBytes());
            assertEquals(0, empty.length());
            assertEquals(0, empty.read(0, 0).length());
        }
        assertEquals(2, folder.stats().requests());
    }

    @Test
    void readsRangesThatLieCloseWithOneRequest() throws IOException {
        try (ByteSource source = folder(options().withCache(BlockCache.of(0))).open("data/f")) {
            ByteSlice[] read =
                    source.readAll(new long[] {150_000, 10, 1000, LENGTH - 5, 160_000}, new int[] {100, 20, 50, 5, 0});

            assertArrayEquals(Arrays.copyOfRange(CONTENT, 150_000, 150_100), read[0].toBytes());
            assertArrayEquals(Arrays.copyOfRange(CONTENT, 10, 30), read[1].toBytes());
            assertArrayEquals(Arrays.copyOfRange(CONTENT, 1000, 1050), read[2].toBytes());
            assertArrayEquals(Arrays.copyOfRange(CONTENT, LENGTH - 5, LENGTH), read[3].toBytes());
            assertEquals(0, read[4].length());
            assertEquals("file=data/f, offset=1000", read[2].at().toString());
        }
        assertEquals(
                List.of("bytes=-65536", "bytes=10-1049", "bytes=150000-150099"),
                plan.ranges().stream().sorted(RemoteObjectTest::byFirst).toList());
    }

    @Test
    void keepsBlocksInTheCache() throws IOException {
        HttpFolder folder = folder(options());
        try (ByteSource source = folder.open("data/f")) {
            assertArrayEquals(
                    Arrays.copyOfRange(CONTENT, 65_000, 66_000),
                    source.read(65_000, 1000).toBytes());
            assertArrayEquals(
                    Arrays.copyOfRange(CONTENT, 100, 131_000),
                    source.read(100, 130_900).toBytes());
        }
        try (ByteSource again = folder.open("data/f")) {
            assertArrayEquals(
                    Arrays.copyOfRange(CONTENT, 3, 90_000),
                    again.read(3, 89_997).toBytes());
        }
        assertEquals(List.of("bytes=-65536", "bytes=0-131071", "bytes=-65536"), plan.ranges());
        assertEquals(new RequestStats(3, 2 * 65536 + 131072, 0), folder.stats());
    }

    @Test
    void refusesToReadOutsideTheObject() throws IOException {
        try (ByteSource source = open()) {
            assertEquals(
                    "bytes [299999, 299999+2) are not inside the 300000 bytes of the file (file=data/f, offset=299999)",
                    assertThrows(CorruptFileException.class, () -> source.read(LENGTH - 1, 2))
                            .getMessage());
            assertThrows(CorruptFileException.class, () -> source.read(-1, 2));
            assertThrows(CorruptFileException.class, () -> source.read(0, -1));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"NONE", "MISSING", "REPLACED", "STALL", "SKEW", "RESET"},
            mode = EnumSource.Mode.EXCLUDE)
    void triesAgainAfterAFaultThatMayPass(Fault fault) throws IOException {
        HttpFolder folder = folder(options());
        plan.then(fault);
        try (ByteSource source = folder.open("data/f")) {
            plan.then(fault, fault);
            assertArrayEquals(
                    Arrays.copyOfRange(CONTENT, 7, 100_007),
                    source.read(7, 100_000).toBytes());
        }
        assertEquals(3, folder.stats().retries());
        assertEquals(5, folder.stats().requests());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"BUSY", "TOO_MANY", "RESET", "CUT", "WRONG_RANGE", "SHORT", "EXTRA", "WHOLE", "GARBAGE"})
    void givesUpAfterFiveRetries(Fault fault) throws IOException {
        HttpFolder folder = folder(options());
        try (ByteSource source = folder.open("data/f")) {
            plan.alwaysThen(fault);
            StoreException failure = assertThrows(StoreException.class, () -> source.read(0, 10));

            String message = String.valueOf(failure.getMessage());
            assertTrue(message.startsWith("gave up on " + folder.name() + "/data/f: "), message);
            assertTrue(message.endsWith(" (try 6)"), message);
        }
        assertEquals(5, folder.stats().retries());
    }

    /// The JDK's client sends a request again by itself if a connection that it kept turns out to be
    /// closed.
    @Test
    void triesAgainAfterAReset() throws IOException {
        HttpFolder folder = folder(options());
        plan.then(Fault.RESET, Fault.RESET);
        try (ByteSource source = folder.open("data/f")) {
            plan.then(Fault.RESET, Fault.RESET);
            assertArrayEquals(
                    Arrays.copyOfRange(CONTENT, 7, 100_007),
                    source.read(7, 100_000).toBytes());
        }
        assertEquals(6, plan.requests().size());
    }

    @Test
    void saysWhatTheStoreAnswered() throws IOException {
        HttpFolder folder = folder(options().withRetries(POLICY.withMaxRetries(0)));
        try (ByteSource source = folder.open("data/f")) {
            assertEquals("the store answers 503", failure(source, Fault.BUSY));
            assertEquals("asked for bytes [0, 65536), got [1, 65537)", failure(source, Fault.WRONG_RANGE));
            assertEquals("the body has 65535 bytes, its range 65536", failure(source, Fault.SHORT));
            assertEquals("the body has more than 65536 bytes, its range 65536", failure(source, Fault.EXTRA));
            assertEquals("the whole object came where a range was asked for", failure(source, Fault.WHOLE));
        }
    }

    @Test
    void pausesLongerEachTimeAndAsLongAsTheStoreAsks() throws IOException {
        plan.then(Fault.BUSY, Fault.BUSY_RETRY_AFTER, Fault.TOO_MANY_RETRY_AFTER);
        try (ByteSource source = open()) {
            assertEquals(LENGTH, source.length());
        }
        List<Duration> pauses = pacing.pauses();
        assertTrue(pauses.get(0).compareTo(Duration.ofMillis(100)) < 0);
        assertEquals(Duration.ofSeconds(2), pauses.get(1));
        // Until the date that the store names.
        assertEquals(Duration.ofSeconds(3), pauses.get(0).plus(pauses.get(1)).plus(pauses.get(2)));
    }

    @Test
    void doesNotWaitBeyondTheDeadline() {
        HttpFolder folder = folder(options().withRetries(POLICY.withDeadline(Duration.ofSeconds(1))));
        plan.then(Fault.BUSY_RETRY_AFTER);

        StoreTimeoutException late = assertThrows(StoreTimeoutException.class, () -> folder.open("data/f"));
        assertEquals(
                "deadline would be over before the next try for " + folder.name()
                        + "/data/f: the store answers 503 (try 1)",
                late.getMessage());
        assertEquals(503, late.status());
        assertEquals(Duration.ZERO, pacing.elapsed());
    }

    @Test
    void endsARequestThatStalls() {
        HttpFolder folder =
                folder(options().withRetries(POLICY.withMaxRetries(1).withRequestTimeout(Duration.ofMillis(30))));
        plan.then(Fault.STALL, Fault.STALL);

        StoreTimeoutException late = assertThrows(StoreTimeoutException.class, () -> folder.open("data/f"));
        assertEquals("gave up on " + folder.name() + "/data/f: no answer after 30 ms (try 2)", late.getMessage());
    }

    @Test
    void keepsRetriesWithinTheirBudget() throws IOException {
        RetryPolicy policy =
                new RetryPolicy(5, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(20), Duration.ofSeconds(60), 10, 2);
        HttpFolder folder = folder(options().withRetries(policy));
        plan.then(Fault.BUSY, Fault.BUSY, Fault.BUSY);
        assertEquals(
                "too many requests fail, gave up on " + folder.name() + "/data/f: the store answers 503 (try 3)",
                assertThrows(StoreException.class, () -> folder.open("data/f")).getMessage());

        for (int i = 0; i < 7; i++) {
            folder.open("small").close();
        }
        plan.then(Fault.BUSY);
        folder.open("small").close();
        assertEquals(3, folder.stats().retries());
    }

    @Test
    void noticesAnObjectThatWasReplaced() throws IOException {
        try (ByteSource source = open()) {
            plan.then(Fault.REPLACED);
            String message =
                    String.valueOf(assertThrows(ConcurrentObjectChangeException.class, () -> source.read(0, 10))
                            .getMessage());
            assertTrue(
                    message.startsWith("object changed while it was open: " + folderUrl() + "/data/f was \""), message);
            assertEquals(2, plan.requests().size());
            assertEquals(true, plan.requests().get(1).headers().containsKey("if-match"));
        }
    }

    @Test
    void neverServesBlocksOfAnotherState() throws IOException {
        HttpFolder folder = folder(options());
        try (ByteSource source = folder.open("data/f")) {
            assertEquals(CONTENT[0], source.read(0, 10).toBytes()[0]);
        }
        byte[] other = CONTENT.clone();
        other[0] ^= 0x55;
        server.add("b", Map.of("data/f", other), plan);
        try (ByteSource replaced = folder.open("data/f")) {
            assertEquals((byte) (CONTENT[0] ^ 0x55), replaced.read(0, 10).toBytes()[0]);
        }
    }

    @Test
    void saysThatAnObjectIsMissing() {
        HttpFolder folder = folder(options());
        assertEquals(
                folder.name() + "/nope",
                assertThrows(NoSuchFileException.class, () -> folder.open("nope"))
                        .getFile());
        assertThrows(UnsupportedOperationException.class, () -> folder.list("_versions"));
        assertFalse(folder.canList());
    }

    @Test
    void stopsWhenInterrupted() throws IOException {
        try (ByteSource source = open()) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedIOException.class, () -> source.read(0, 10));
            assertTrue(Thread.interrupted());
            assertArrayEquals(
                    Arrays.copyOfRange(CONTENT, 0, 10), source.read(0, 10).toBytes());
        }
    }

    @Test
    void splitsLongReads() throws IOException {
        byte[] large = new byte[RangePlan.REQUEST_BYTES * 2 + 70_000];
        new SplittableRandom(4).nextBytes(large);
        server.add("large", Map.of("f", large), plan);
        try (ByteSource source =
                HttpFolder.open(server.url() + "/large", options()).open("f")) {
            assertArrayEquals(large, source.read(0, large.length).toBytes());
        }
        assertEquals(
                List.of("bytes=-65536", "bytes=0-8388607", "bytes=8388608-16777215", "bytes=16777216-16847215"),
                plan.ranges().stream().sorted(RemoteObjectTest::byFirst).toList());
    }

    @Test
    void loadsABlockOnceForManyReaders() throws Exception {
        HttpFolder folder = folder(options());
        try (ByteSource source = folder.open("data/f")) {
            List<Callable<byte[]>> readers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                readers.add(() -> source.read(10, 1000).toBytes());
            }
            for (byte[] read : Parallel.run(readers)) {
                assertArrayEquals(Arrays.copyOfRange(CONTENT, 10, 1010), read);
            }
        }
        assertEquals(2, folder.stats().requests());
        // Two blocks came with the tail.
        assertEquals(1, folder.cache().stats().misses());
        assertEquals(49, folder.cache().stats().hits());
    }

    @Test
    void showsNoSecretsOfItsUrl() throws IOException {
        HttpFolder folder = HttpFolder.open(folderUrl() + "/?sig=SECRET", options());
        server.add("b", objects(), plan);
        plan.then(Fault.BUSY, Fault.BUSY, Fault.BUSY, Fault.BUSY, Fault.BUSY, Fault.BUSY);

        assertEquals(folderUrl(), folder.name());
        StoreException failure = assertThrows(StoreException.class, () -> folder.open("data/f"));
        assertEquals(false, failure.toString().contains("SECRET"));
        assertEquals("SECRET", plan.requests().getFirst().query().get("sig"));
        for (String uri : List.of("http://u:SECRET@h/t", "http://h/ t?SECRET", "ftp://u:SECRET@h/", "http://?SECRET")) {
            String message =
                    String.valueOf(assertThrows(IllegalArgumentException.class, () -> HttpFolder.open(uri, options()))
                            .getMessage());
            assertFalse(message.contains("SECRET"), message);
        }
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        FaultServer gone = new FaultServer();
        gone.close();
        HttpFolder folder = HttpFolder.open(gone.url() + "/t", options());

        assertEquals(
                "gave up on " + gone.url() + "/t/f: connection refused (try 6)",
                assertThrows(StoreException.class, () -> folder.open("f")).getMessage());
    }

    @Test
    void listsFoldersOfABucketPageByPage() throws IOException {
        Map<String, byte[]> objects = new TreeMap<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            objects.put("t/_versions/" + i + " &+.manifest", new byte[1]);
            expected.add(i + " &+.manifest");
        }
        objects.put("t/_versions/sub/x", new byte[1]);
        objects.put("t/_versions", new byte[1]);
        expected.add("sub");
        server.add("listed", objects, plan, 3);
        S3Folder folder = s3("s3://listed/t");

        assertEquals(expected, folder.list("_versions").stream().sorted().toList());
        assertEquals(4, folder.stats().requests());
        assertEquals(
                "not a Lance table: s3://listed/t has no other folder",
                assertThrows(NotATableException.class, () -> folder.list("other"))
                        .getMessage());
    }

    @Test
    void learnsTheTimeOfTheStore() throws IOException {
        server.add("skewed", Map.of("t/f", CONTENT), plan);
        plan.then(Fault.SKEW);
        S3Folder folder = s3("s3://skewed/t");
        folder.open("f").close();

        assertEquals("20260301T120000Z", plan.requests().get(0).headers().get("x-amz-date"));
        assertEquals("20260301T130000Z", plan.requests().get(1).headers().get("x-amz-date"));
    }

    @Test
    void saysWhyTheStoreRefuses() {
        S3Folder folder = s3("s3://nobucket/t");

        assertEquals(
                "the store answers 404 NoSuchBucket for s3://nobucket/t/f",
                assertThrows(StoreException.class, () -> folder.open("f")).getMessage());
        assertEquals(
                "the store answers 404 NoSuchBucket for s3://nobucket/t/_versions",
                assertThrows(StoreException.class, () -> folder.list("_versions"))
                        .getMessage());
    }

    private String failure(ByteSource source, Fault fault) {
        plan.then(fault);
        StoreException failure = assertThrows(StoreException.class, () -> source.read(0, 10));
        assertInstanceOf(IOException.class, failure.getCause());
        String message = String.valueOf(failure.getMessage());
        return message.substring(message.indexOf("data/f: ") + 8, message.indexOf(" (try 1)"));
    }

    private S3Folder s3(String uri) {
        return S3Folder.open(
                uri,
                S3Options.ANONYMOUS.withEndpoint(server.url()).withCredentials(new S3Credentials("id", "SECRET", "")),
                options());
    }

    private ByteSource open() throws IOException {
        return folder(options()).open("data/f");
    }

    private HttpFolder folder(RemoteOptions options) {
        server.add("b", objects(), plan);
        return HttpFolder.open(folderUrl(), options);
    }

    private static Map<String, byte[]> objects() {
        return Map.of("data/f", CONTENT, "empty", new byte[0], "small", new byte[] {1, 2, 3});
    }

    private String folderUrl() {
        return server.url() + "/b";
    }

    private RemoteOptions options() {
        return RemoteOptions.create().withPacing(pacing).withRetries(POLICY);
    }

    /// By the first byte that a range asks for; the tail first.
    private static int byFirst(String a, String b) {
        return Long.compare(first(a), first(b));
    }

    private static long first(String range) {
        String first = range.substring("bytes=".length(), range.lastIndexOf('-'));
        return first.isEmpty() ? -1 : Long.parseLong(first);
    }
}
