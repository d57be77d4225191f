package dev.evodb.sim.examples;

import dev.evodb.sim.Invocation;
import dev.evodb.sim.Measurement;
import dev.evodb.sim.Mode;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.Workload;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.MemoryOrigin;
import dev.evodb.sim.net.NetworkPlan;
import dev.evodb.sim.net.Origin;
import dev.evodb.sim.net.RecordedOrigin;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A snippet that keeps every limit, or one that breaks a certain one: the files in `keeps` and in the
/// folders named by the code with which Cloudflare ends them.
///
/// @param name of the file, without its ending
/// @param code that ends it; 0 for those that keep every limit
public record Example(String name, int code, String source) {
    /// Where examples are served.
    public static final String HOST = "snippet.example";

    private static final int BIG = 4 << 20;
    private static final int HUGE = 48 << 20;
    private static final int FLOATS = 8192;

    private static final List<String> REDIRECTS = List.of("/1", "/2", "/3", "/4", "/loop");

    /// All examples, those that keep the limits first.
    public static List<Example> all() {
        List<Example> examples = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder())) {
            for (Path file : files.filter(path -> path.toString().endsWith(".js"))
                    .sorted()
                    .toList()) {
                String folder = String.valueOf(file.getName(file.getNameCount() - 2));
                String name = String.valueOf(file.getFileName());
                examples.add(new Example(
                        name.substring(0, name.length() - ".js".length()),
                        folder.equals("keeps") ? 0 : Integer.parseInt(folder),
                        Files.readString(file)));
            }
        } catch (IOException e) {
            throw new IllegalStateException("the examples cannot be read", e);
        }
        examples.sort((a, b) -> Integer.compare(a.code, b.code));
        return examples;
    }

    private static Path folder() {
        URL url = Example.class.getResource("keeps");
        if (url == null) {
            throw new IllegalStateException("the examples are not on the class path");
        }
        try {
            return Path.of(url.toURI()).resolveSibling(".").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the examples are at " + url, e);
        }
    }

    /// Whether it is one of those that compute something, and fetch little.
    public boolean isComputing() {
        return code == 0 && source.startsWith("// Computes");
    }

    /// One request for it. `store` is a folder that [#fill] has filled.
    public Workload workload(Path store, Mode mode, Profile profile, int samples) throws IOException {
        SnippetRequest request = new SnippetRequest(
                "GET", "https://" + HOST + "/a%20b?q=[1,2]|&x=%C3%BC", Map.of("x-in", "given"), new byte[0]);
        return new Workload(
                profile,
                mode,
                Map.of(HOST, new SnippetModule(name + ".js", source)),
                Map.of("store.example", store, HOST, store),
                List.of(request),
                samples,
                0,
                NetworkPlan.IDEAL,
                Map.of("moved.example", redirects()));
    }

    /// Writes what `https://store.example/` serves.
    public static void fill(Path store) throws IOException {
        Files.writeString(store.resolve("object"), "0123456789");
        Files.write(store.resolve("big"), new byte[BIG]);
        Files.write(store.resolve("huge"), new byte[HUGE]);
        ByteBuffer floats = ByteBuffer.allocate(FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < FLOATS; i++) {
            floats.putFloat(i % 7);
        }
        Files.write(store.resolve("floats"), floats.array());
    }

    /// `/n` leads through n redirects to the object, `/loop` to itself.
    private static RecordedOrigin redirects() throws IOException {
        MemoryOrigin moved = new MemoryOrigin()
                .redirect("/1", 302, "https://store.example/object")
                .redirect("/2", 301, "1")
                .redirect("/3", 307, "/2")
                .redirect("/4", 308, "https://moved.example/3")
                .redirect("/loop", 302, "loop");
        RecordedOrigin recording = new RecordedOrigin(Map.of());
        Origin recorded = RecordedOrigin.recording(moved, recording);
        for (String path : REDIRECTS) {
            recorded.answer(SnippetRequest.get("https://moved.example" + path));
        }
        return recording;
    }

    /// The code of the first refusal in `measurement`, 0 if there is none.
    public static int code(Measurement measurement) {
        List<Invocation> all = new ArrayList<>(measurement.timed());
        all.addAll(measurement.collected());
        for (Invocation invocation : all) {
            if (invocation.outcome() instanceof Outcome.Refused refused) {
                return refused.code().number();
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return (code == 0 ? "keeps" : code) + "/" + name;
    }
}
