package dev.evodb.cli.edge;

import dev.evodb.chain.Chain;
import dev.evodb.chain.jvm.json.ChainJson;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A chain as a file of JSON, see `docs/format/chain.md`.
public final class ChainFile {
    /// Four bytes hold any character.
    private static final long MOST_BYTES = 4L * ChainJson.MAX_LENGTH;

    private ChainFile() {}

    /// @throws IllegalArgumentException if `file` holds no chain; says where
    /// @throws IOException if it cannot be read
    public static Chain read(Path file) throws IOException {
        long bytes = Files.size(file);
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException(file + " has " + bytes + " bytes, a chain at most " + MOST_BYTES);
        }
        try {
            return ChainJson.read(file.toString(), Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not UTF-8", e);
        }
    }
}
