package dev.evodb.oracle.random;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// Writes the tables of a range of seeds, one folder each: `data.lance` beside `expected.json`, or
/// `refused.txt` with what the native library said instead.
///
/// `RUNNING` holds the seed in work. It stays behind if the library ends the process; the next run takes
/// that as a refusal and goes on after it.
public final class RandomTables {
    public static final String EXPECTED = "expected.json";
    public static final String REFUSED = "refused.txt";
    public static final String TABLE = "data.lance";
    public static final String RUNNING = "RUNNING";

    private RandomTables() {}

    /// Arguments: the folder, the first seed, and the one after the last.
    public static void main(String[] args) throws IOException {
        Path root = Files.createDirectories(Path.of(args[0]));
        Path running = root.resolve(RUNNING);
        if (Files.exists(running)) {
            String crashed = Files.readString(running).strip();
            Files.writeString(root.resolve(crashed).resolve(REFUSED), "the library ended the process");
            Files.delete(running);
        }
        for (long seed = Long.parseLong(args[1]); seed < Long.parseLong(args[2]); seed++) {
            Path folder = root.resolve(String.valueOf(seed));
            if (Files.exists(folder)) {
                continue;
            }
            Files.createDirectories(folder);
            Files.writeString(running, String.valueOf(seed));
            try (BufferAllocator allocator = new RootAllocator()) {
                RandomTable table = new RandomTable(seed, folder.resolve(TABLE), allocator);
                Path expected = folder.resolve(EXPECTED);
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(expected.toFile(), table.write());
            } catch (IOException | RuntimeException e) {
                Files.writeString(folder.resolve(REFUSED), RandomTable.firstLine(e));
            }
            Files.delete(running);
        }
    }
}
