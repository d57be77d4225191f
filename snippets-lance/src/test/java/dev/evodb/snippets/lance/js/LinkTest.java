package dev.evodb.snippets.lance.js;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.snippets.lance.PackHead;
import dev.evodb.vector.TopK;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.teavm.diagnostics.DefaultProblemTextConsumer;
import org.teavm.diagnostics.Problem;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.tooling.TeaVMToolException;
import org.teavm.vm.TeaVMOptimizationLevel;

/// TeaVM compiles only what is reached: an untouched class proves nothing. This touches every method of
/// every portable class, found by looking at the class folders, so that a new class is covered without
/// being named here.
class LinkTest {
    @TempDir
    Path directory;

    @Test
    void everyPortableClassLinks() throws IOException, URISyntaxException, TeaVMToolException {
        Map<String, byte[]> classes = new TreeMap<>(portableClasses(TopK.class));
        classes.putAll(portableClasses(PackHead.class));
        // That the folders were found, whatever else moves.
        assertTrue(
                classes.containsKey("dev/evodb/vector/TopK.class"),
                classes.keySet().toString());
        assertTrue(
                classes.containsKey("dev/evodb/snippets/lance/PackSearch.class"),
                classes.keySet().toString());
        assertTrue(classes.size() > 30, classes.keySet().toString());

        assertEquals(List.of(), problems(List.copyOf(classes.values())));
    }

    @Test
    void reportsAMethodThatTheEdgeLacks() throws IOException, TeaVMToolException {
        String file = Unportable.class.getName().replace('.', '/') + ".class";
        try (InputStream in = Unportable.class.getResourceAsStream("/" + file)) {
            List<String> problems = problems(List.of(Objects.requireNonNull(in).readAllBytes()));

            assertEquals(1, problems.size(), problems.toString());
            assertTrue(problems.getFirst().contains("float16ToFloat"), problems.toString());
        }
    }

    /// Reached by nothing but [LinkEntry].
    static final class Unportable {
        float widened(short half) {
            return Float.float16ToFloat(half);
        }
    }

    /// The class files beside `anchor`, in its folder of classes or its jar, outside of `jvm` packages.
    private static Map<String, byte[]> portableClasses(Class<?> anchor) throws IOException, URISyntaxException {
        Path place = Path.of(
                anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
            return portableClasses(place);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return portableClasses(jar.getPath("/"));
        }
    }

    private static Map<String, byte[]> portableClasses(Path root) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (name.endsWith(".class") && !name.contains("/jvm/") && !name.endsWith("package-info.class")) {
                    classes.put(name, Files.readAllBytes(file));
                }
            }
        }
        return classes;
    }

    /// What TeaVM finds wrong in an entry that touches these class files.
    private List<String> problems(List<byte[]> classes) throws IOException, TeaVMToolException {
        Path entry = directory.resolve("classes").resolve(LinkEntry.NAME.replace('.', '/') + ".class");
        Files.createDirectories(entry.getParent());
        Files.write(entry, LinkEntry.calling(classes));
        List<File> classPath = new ArrayList<>();
        classPath.add(directory.resolve("classes").toFile());
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            classPath.add(new File(part));
        }
        TeaVMTool tool = new TeaVMTool();
        tool.setTargetType(TeaVMTargetType.JAVASCRIPT);
        tool.setMainClass(LinkEntry.NAME);
        tool.setOptimizationLevel(TeaVMOptimizationLevel.SIMPLE);
        tool.setTargetDirectory(directory.toFile());
        tool.setTargetFileName("link.js");
        tool.setClassPath(classPath);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.resolve("classes").toUri().toURL()}, LinkTest.class.getClassLoader())) {
            tool.setClassLoader(loader);
            tool.generate();
        }
        return tool.getProblemProvider().getProblems().stream()
                .map(LinkTest::text)
                .toList();
    }

    private static String text(Problem problem) {
        DefaultProblemTextConsumer text = new DefaultProblemTextConsumer();
        problem.render(text);
        return problem.getLocation() + ": " + text.getText();
    }
}
