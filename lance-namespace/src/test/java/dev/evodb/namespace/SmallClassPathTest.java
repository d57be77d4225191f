package dev.evodb.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a program carries that uses this artefact: no web server, no HTTP client, no native library.
class SmallClassPathTest {
    private static final Pattern CARRIED =
            Pattern.compile("(classes|evodb-.*|lance-namespace-(core|apache-client)-.*|arrow-.*|flatbuffers-java-.*"
                    + "|jackson-(core|databind|annotations|datatype-jsr310|databind-nullable)-.*|commons-codec-.*"
                    + "|slf4j-(api|nop)-.*|protobuf-java-[0-9.]+|aircompressor-.*|RoaringBitmap-.*|caffeine-.*"
                    + "|error_prone_annotations-.*)(\\.jar)?");

    @TempDir
    private Path folder;

    @Test
    void isEnoughToAnswerQueries() throws Exception {
        Tables.fill(folder);
        List<URL> carried = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            boolean isTests = path.endsWith("lance-namespace/target/test-classes");
            if (isTests || CARRIED.matcher(String.valueOf(path.getFileName())).matches()) {
                carried.add(path.toUri().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(carried.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            for (String name : List.of(
                    "org.eclipse.jetty.server.Server",
                    "io.micrometer.core.instrument.MeterRegistry",
                    "org.apache.hc.client5.http.classic.HttpClient",
                    "org.lance.Dataset")) {
                assertThrows(ClassNotFoundException.class, () -> loader.loadClass(name), name);
            }
            Object answer = loader.loadClass(Program.class.getName())
                    .getMethod("main", String.class)
                    .invoke(null, folder.toString());
            assertEquals("[a$b$tt, t3] 3 rows, nearest 305", answer);
        }
    }
}
