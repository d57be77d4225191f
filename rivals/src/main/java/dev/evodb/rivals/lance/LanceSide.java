package dev.evodb.rivals.lance;

import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.lance.LanceVectorSearch;
import dev.evodb.lance.LanceDataset;
import dev.evodb.rivals.driver.DriverRequest;
import dev.evodb.rivals.driver.Rows;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The process of one side: `ours|native answers|cold|measure TABLE COLUMN QUERIES.fvecs K COUNT WARMUP
/// SETTING,...`.
///
/// `answers` prints `SETTING QUERY ID:DISTANCE...` for each setting and query, `cold` the milliseconds
/// from opening the table to the first answer, `measure` for each setting `SETTING QUERIES_PER_SECOND` of
/// wall time, the median of passes.
public final class LanceSide {
    private static final int PASSES = 3;
    private static final int WARM_QUERIES = 20;

    private LanceSide() {}

    private interface Side extends Closeable {
        NativeTable.Answer search(float[] query, int k, int nprobes, int refine) throws IOException;
    }

    private record Native(NativeTable table, String column) implements Side {
        @Override
        public NativeTable.Answer search(float[] query, int k, int nprobes, int refine) throws IOException {
            return table.search(column, query, k, nprobes, refine);
        }

        @Override
        public void close() {
            table.close();
        }
    }

    private record Ours(LanceDataset dataset, LanceVectorSearch index) implements Side {
        @Override
        public NativeTable.Answer search(float[] query, int k, int nprobes, int refine) throws IOException {
            Hits hits = index.search(new SearchRequest(query, k, nprobes, refine, RowMask.all()));
            float[] distances = new float[hits.size()];
            for (int i = 0; i < distances.length; i++) {
                distances[i] = (float) hits.distances()[i];
            }
            return new NativeTable.Answer(hits.rowIds(), distances);
        }

        @Override
        public void close() throws IOException {
            index.close();
            dataset.close();
        }
    }

    private static Side open(String side, Path table, String column) throws IOException {
        if (side.equals("native")) {
            return new Native(NativeTable.open(table), column);
        }
        LanceDataset dataset = LanceDataset.open(table);
        return new Ours(dataset, LanceVectorSearch.open(dataset, column));
    }

    /// Runs one side and ends the process, whatever threads the library has left.
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        Path table = Path.of(arguments[2]);
        String column = arguments[3];
        int k = Integer.parseInt(arguments[5]);
        float[][] queries = Rows.read(Path.of(arguments[4]), Integer.parseInt(arguments[6]));
        double warmup = Double.parseDouble(arguments[7]);
        List<String> settings = List.of(arguments[8].split(",", -1));
        long start = System.nanoTime();
        try (Side side = open(arguments[0], table, column)) {
            switch (arguments[1]) {
                case "answers" -> answers(side, queries, k, settings, out);
                case "cold" -> {
                    search(side, queries[0], k, settings.getFirst());
                    out.println((System.nanoTime() - start) / 1e6);
                }
                case "measure" -> measure(side, queries, k, settings, warmup, out);
                default -> throw new IllegalArgumentException("expected answers, cold or measure, got " + arguments[1]);
            }
        }
        out.flush();
        System.exit(0);
    }

    private static NativeTable.Answer search(Side side, float[] query, int k, String setting) throws IOException {
        return side.search(query, k, DriverRequest.part(setting, 0), DriverRequest.part(setting, 1));
    }

    private static void answers(Side side, float[][] queries, int k, List<String> settings, PrintStream out)
            throws IOException {
        for (String setting : settings) {
            for (int q = 0; q < queries.length; q++) {
                NativeTable.Answer answer = search(side, queries[q], k, setting);
                StringBuilder line = new StringBuilder(setting).append(' ').append(q);
                for (int i = 0; i < answer.rowIds().length; i++) {
                    line.append(' ').append(answer.rowIds()[i]).append(':').append(answer.distances()[i]);
                }
                out.println(line);
            }
        }
    }

    private static void measure(
            Side side, float[][] queries, int k, List<String> settings, double warmup, PrintStream out)
            throws IOException {
        long end = System.nanoTime() + (long) (warmup * 1e9);
        int next = 0;
        while (System.nanoTime() < end) {
            for (String setting : settings) {
                for (int i = 0; i < WARM_QUERIES && System.nanoTime() < end; i++) {
                    search(side, queries[next++ % queries.length], k, setting);
                }
            }
        }
        double[][] rates = new double[settings.size()][PASSES];
        for (int pass = 0; pass < PASSES; pass++) {
            for (int s = 0; s < rates.length; s++) {
                long start = System.nanoTime();
                for (float[] query : queries) {
                    search(side, query, k, settings.get(s));
                }
                rates[s][pass] = queries.length * 1e9 / (System.nanoTime() - start);
            }
        }
        for (int s = 0; s < rates.length; s++) {
            Arrays.sort(rates[s]);
            out.println(String.format(Locale.ROOT, "%s %.3f", settings.get(s), rates[s][PASSES / 2]));
        }
    }
}
