package dev.evodb.lance.hostile;

import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.file.Fixture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The files under attack: those of all fixtures up to a size.
///
/// `-Devodb.hostile=all` takes files of every size and every mutation, as the profile `hostile` does;
/// `-Devodb.hostile.seed=N` another sample, `-Devodb.hostile.budget=F` an F-fold one,
/// `-Devodb.hostile.seconds=N` ends each suite after that time, with a part of every file done, and
/// `-Devodb.hostile.only=TEXT` takes only files whose name contains it.
final class Corpus {
    private static final boolean IS_WHOLE =
            System.getProperty("evodb.hostile", "").equals("all");
    private static final int LARGEST = 64 << 10;
    private static final String ONLY = System.getProperty("evodb.hostile.only", "");

    private static final List<MemoryTable> TABLES = new ArrayList<>();
    private static final Map<String, OpenOptions> OPTIONS = new ConcurrentHashMap<>();

    private Corpus() {}

    /// A file of a fixture.
    record File(String fixture, String path, byte[] bytes) {
        String name() {
            return fixture + " " + path;
        }
    }

    /// How many mutations to run where `usual` is right for the default build.
    static long budget(long usual) {
        return IS_WHOLE ? Long.MAX_VALUE : (long) (usual * factor());
    }

    /// How many splices there are, of which there is no end: `usual` in the default build, `whole` where
    /// every mutation runs.
    static long splices(long usual, long whole) {
        return IS_WHOLE ? whole : (long) (usual * Math.max(1, factor()));
    }

    private static double factor() {
        return Double.parseDouble(System.getProperty("evodb.hostile.budget", "1"));
    }

    static long seed() {
        return Long.getLong("evodb.hostile.seed", 1);
    }

    static boolean isWhole() {
        return IS_WHOLE;
    }

    /// The tables of all fixtures. Read once; nobody changes their bytes.
    static synchronized List<MemoryTable> tables() throws IOException {
        if (TABLES.isEmpty()) {
            for (String name : Fixture.names()) {
                TABLES.add(MemoryTable.load(name, Fixture.of(name).table()));
            }
        }
        return List.copyOf(TABLES);
    }

    /// How the table of a fixture is opened.
    static OpenOptions options(String fixture) throws IOException {
        OpenOptions options = OPTIONS.get(fixture);
        if (options == null) {
            options = Fixture.of(fixture).options();
            OPTIONS.put(fixture, options);
        }
        return options;
    }

    /// Files of the given name endings.
    static List<File> files(List<MemoryTable> tables, String... endings) {
        List<File> files = new ArrayList<>();
        for (MemoryTable table : tables) {
            for (Map.Entry<String, byte[]> file : table.files().entrySet()) {
                File found = new File(table.name(), file.getKey(), file.getValue());
                boolean isWanted = found.bytes().length <= LARGEST || IS_WHOLE;
                if (isWanted
                        && found.name().contains(ONLY)
                        && List.of(endings).stream().anyMatch(file.getKey()::endsWith)) {
                    files.add(found);
                }
            }
        }
        return files;
    }
}
