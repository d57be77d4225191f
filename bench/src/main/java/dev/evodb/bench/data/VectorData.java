package dev.evodb.bench.data;

import java.io.IOException;
import java.nio.file.Path;

/// Writes a set of vectors with its exact truth; `bench/README.md` has the commands.
public final class VectorData {
    private static final System.Logger LOG = System.getLogger(VectorData.class.getName());
    private static final int QUERIES = 1_000;
    private static final int K = 100;

    private VectorData() {}

    /// `glove JSON OUT`, `fashion DIRECTORY OUT` or `clustered ROWS DIMS SEED OUT`.
    public static void main(String[] arguments) throws IOException {
        VectorSet set = switch (arguments.length == 0 ? "" : arguments[0]) {
            case "glove" -> GloveWords.read(Path.of(arguments[1]), QUERIES);
            case "fashion" -> FashionPictures.read(Path.of(arguments[1]), QUERIES);
            case "clustered" ->
                ClusteredVectors.generate(
                        Integer.parseInt(arguments[1]),
                        QUERIES,
                        Integer.parseInt(arguments[2]),
                        Long.parseLong(arguments[3]));
            default ->
                throw new IllegalArgumentException(
                        "expected glove JSON OUT, fashion DIRECTORY OUT or clustered ROWS DIMS SEED OUT");
        };
        Path out = Path.of(arguments[arguments.length - 1]);
        set.write(out, K);
        LOG.log(
                System.Logger.Level.INFO,
                "{0}: {1} rows, {2} queries, {3} dims",
                out,
                Integer.toString(set.rows()),
                Integer.toString(set.queryRows()),
                Integer.toString(set.dims()));
    }
}
