package dev.evodb.rivals;

import dev.evodb.rivals.judge.Spread;
import dev.evodb.rivals.lance.NativeTable;
import dev.evodb.rivals.peer.Installation;
import dev.evodb.rivals.report.TextReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `rivals lance`: one index that the native library built, searched by it and by us.
@Command(
        name = "lance",
        mixinStandardHelpOptions = true,
        description = "Searches Lance's own index by the native library and by us, with the same probes and refine.")
final class LanceCommand implements Callable<Integer> {
    @Option(
            names = "--table",
            required = true,
            paramLabel = "FOLDER",
            description = "A Lance table with a vector index; made of --base by the native library if it is not there.")
    private Path table = Path.of("");

    @Option(names = "--column", paramLabel = "NAME", description = "Vector column. Default: ${DEFAULT-VALUE}.")
    private String column = "vector";

    @Option(names = "--base", paramLabel = "FILE", description = "Vectors of a table that has to be made, .fvecs.")
    private @Nullable Path base;

    @Option(names = "--query", required = true, paramLabel = "FILE", description = "Queries, .fvecs.")
    private Path query = Path.of("");

    @Option(names = "--partitions", paramLabel = "N", description = "Of a table that has to be made.")
    private int partitions = 1024;

    @Option(names = "--subvectors", paramLabel = "N", description = "Of a table that has to be made.")
    private int subvectors = 50;

    @Option(
            names = "--settings",
            split = ",",
            paramLabel = "NPROBES/REFINE",
            description = "What to measure. Default: ${DEFAULT-VALUE}.")
    private List<String> settings = List.of("1/0", "20/0", "20/10", "64/0", "64/10");

    @Option(names = "-k", paramLabel = "N", description = "Neighbours to find. Default: ${DEFAULT-VALUE}.")
    private int k = 10;

    @Option(names = "--queries", paramLabel = "N", description = "Queries of a pass. Default: ${DEFAULT-VALUE}.")
    private int queries = 300;

    @Option(names = "--rounds", paramLabel = "N", description = "Interleaved rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--warmup", paramLabel = "S", description = "Seconds before a round. Default: ${DEFAULT-VALUE}.")
    private double warmup = 5;

    @Option(names = "--heap", paramLabel = "SIZE", description = "Heap of each side. Default: ${DEFAULT-VALUE}.")
    private String heap = "3g";

    @Option(
            names = "--work",
            paramLabel = "FOLDER",
            description = "Where answers and logs go. Default: ${DEFAULT-VALUE}.")
    private Path work = Path.of("target", "rivals", "lance-index");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        if (!Files.exists(table)) {
            if (base == null) {
                throw new IllegalArgumentException(table + " is not there, and --base does not say what to make it of");
            }
            err.println("the native library builds " + table + ", which takes minutes");
            NativeTable.create(table, base, column, partitions, subvectors);
        }
        LanceSides sides =
                new LanceSides(new Installation(work, "python3", heap), table, column, query, k, queries, work);
        err.println("gate: answers of " + queries + " queries at " + settings);
        List<String> differences = sides.gate(settings);
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        Map<String, List<Double>> cold = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (String side : LanceSides.NAMES) {
                err.println("round " + round + ": " + side);
                cold.computeIfAbsent(side, _ -> new ArrayList<>()).add(sides.cold(side, settings.getLast()));
                sides.measure(side, settings, warmup)
                        .forEach((setting, rate) -> rates.computeIfAbsent(side + " " + setting, _ -> new ArrayList<>())
                                .add(rate));
            }
        }
        report(rates, cold, differences);
        return 0;
    }

    private void report(Map<String, List<Double>> rates, Map<String, List<Double>> cold, List<String> differences)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println(table.getFileName() + ", column " + column + ", k = " + k + ", " + queries + " queries, one at a"
                + " time; " + rounds + " interleaved rounds, each in a fresh JVM; native library "
                + NativeTable.VERSION + " through JNI");
        out.println(Conditions.describe());
        differences.forEach(out::println);
        out.println();
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("nprobes/refine", "ours q/s (wall)", "native q/s (wall)", "ours / native"));
        for (String setting : settings) {
            cells.add(row(setting, rates.get("ours " + setting), rates.get("native " + setting), false));
        }
        cells.add(row("first query, ms", cold.get("ours"), cold.get("native"), true));
        TextReport.table(out, cells);
        out.println();
        out.println("The first query is in a fresh JVM, files in the page cache: from opening the table to the answer,"
                + " at " + settings.getLast() + "; its ratio is native / ours.");
    }

    private static List<String> row(
            String name, @Nullable List<Double> ours, @Nullable List<Double> theirs, boolean isTime) {
        double[] us = values(ours);
        double[] them = values(theirs);
        double[] ratios = new double[us.length];
        for (int i = 0; i < us.length; i++) {
            ratios[i] = isTime ? them[i] / us[i] : us[i] / them[i];
        }
        Spread anchor = Spread.of(them);
        Spread ratio = Spread.of(ratios);
        String verdict = !isTime && anchor.isTooWide()
                ? String.format(
                        Locale.ROOT, "no verdict: native's own rounds differ by %.0f %%", 100 * anchor.relative())
                : String.format(Locale.ROOT, "%.2fx (%.2f-%.2f)", ratio.median(), ratio.least(), ratio.most());
        return List.of(name, text(Spread.of(us)), text(anchor), verdict);
    }

    private static double[] values(@Nullable List<Double> values) {
        return values == null
                ? new double[0]
                : values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static String text(Spread spread) {
        return String.format(Locale.ROOT, "%,.0f (%,.0f-%,.0f)", spread.median(), spread.least(), spread.most());
    }
}
