package dev.evodb.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.chain.TreeShape;
import dev.evodb.cli.edge.RegionRouting;
import dev.evodb.cli.pack.Regions;
import dev.evodb.snippets.lance.jvm.PackMeasurement;
import dev.evodb.snippets.lance.jvm.PackParameters;
import dev.evodb.snippets.lance.jvm.PackResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/// What was packed, for a person or as JSON.
///
/// @param tree       of the routers over several shards
/// @param routing    of the rows in regions, if each shard has rows that lie together; figures of the design
///     are then those of the first shard
/// @param rehearsals as they were asked for
/// @param folder     that it was written to
public record PackReport(
        PackResult result,
        Optional<Tree> tree,
        Optional<RegionRouting> routing,
        String profile,
        int rehearsals,
        Path folder) {
    /// Of many shards the first shares say enough.
    private static final int MOST_SHARES = 8;

    /// Routers, and the size of the largest of them.
    public record Tree(TreeShape shape, int largestRouterBytes) {}

    /// Prints the design, what was measured, and the objects.
    public void print(PrintWriter printer) {
        PackParameters parameters = result.parameters();
        boolean isReduced = parameters.dims() < parameters.queryDims();
        if (routing.isPresent()) {
            printRegions(printer, routing.get().regions());
        } else {
            printDesign(printer, isReduced);
        }
        TextTable objects = new TextTable(List.of("folder", "url", ">bytes", ">head", ">rows", ">stored", ">snippet"));
        for (PackResult.PackedObject object : result.objects()) {
            objects.add(
                    object.directory().toString(),
                    object.url(),
                    Long.toString(object.bytes()),
                    Integer.toString(object.headBytes()),
                    Integer.toString(object.rows()),
                    Integer.toString(object.storedRows()),
                    Integer.toString(object.snippetBytes()));
        }
        objects.print(printer, "");
        tree.ifPresent(made -> {
            TreeShape shape = made.shape();
            boolean isOne = shape.steps() == 1;
            printer.println((isOne ? "router" : shape.steps() + " routers, " + shape.text() + ",") + " over "
                    + result.objects().size() + " shards: " + folder.resolve("router") + (isOne ? ", " : ", …, ")
                    + made.largestRouterBytes() + " bytes");
        });
        routing.ifPresent(made -> printer.println(asked(made)));
    }

    private void printDesign(PrintWriter printer, boolean isReduced) {
        PackParameters parameters = result.parameters();
        printer.println(parameters.metric().wireName() + ", " + parameters.queryDims() + " dims"
                + (isReduced ? " reduced to " + parameters.dims() : "") + ", " + result.rows() + " rows"
                + (result.skippedRows() == 0 ? "" : " (" + result.skippedRows() + " null vectors left out)") + ", "
                + parameters.partitions() + " partitions of " + parameters.partitionRows() + " rows in "
                + parameters.cells() + " cells, each row in "
                + parameters.partitionRows() * (long) parameters.partitions() / result.rows() + " of them");
        printer.println("a query opens " + parameters.opened() + " cells, probes " + parameters.nprobes()
                + " partitions"
                + (parameters.hardProbes() == 0 ? "" : ", " + parameters.hardProbes() + " if it is hard,")
                + " and compares the best " + parameters.refineRows() + " rows by all bits; row budget "
                + budget(parameters.rowBudget()) + ", " + budget(parameters.coldRowBudget())
                + " in a new isolate; seed " + parameters.seed());
        printer.println(measured(result.measurement(), isReduced));
    }

    private void printRegions(PrintWriter printer, Regions made) {
        PackParameters parameters = result.parameters();
        printer.println(parameters.metric().wireName() + ", " + parameters.queryDims() + " dims, " + result.rows()
                + " rows in " + made.count() + " regions, each a pack of its own; seed " + parameters.seed());
        PackMeasurement measured = result.measurement();
        if (made.isMeasured()) {
            StringJoiner shares = new StringJoiner(" ");
            for (int asked = 1; asked <= Math.min(made.count(), MOST_SHARES); asked++) {
                shares.add(rounded(made.coverage(asked)));
            }
            printer.println("within its region recall@" + measured.k() + " " + rounded(measured.recall()) + ", target "
                    + measured.target() + (measured.isReached() ? "" : " NOT REACHED")
                    + "; of the true neighbours the nearest shard holds, the nearest 2, ...: " + shares);
        }
    }

    /// How many shards a request asks, and what they hold at most.
    private String asked(RegionRouting made) {
        StringBuilder text = new StringBuilder("a request asks ");
        if (made.asked() == made.regions().count()) {
            text.append("all shards");
        } else {
            text.append(made.asked())
                    .append(" of ")
                    .append(made.regions().count())
                    .append(" shards");
        }
        TreeShape shape = made.chain().shape();
        if (shape.levels() > 1 && !made.chain().most().isEmpty()) {
            text.append(": the top router asks at most ");
            text.append(made.chain().most().stream()
                    .map(Object::toString)
                    .collect(Collectors.joining(" of its branches, each below it ")));
        }
        if (!Double.isNaN(made.coverage())) {
            text.append("; they hold ").append(rounded(made.coverage())).append(" of the true neighbours");
            text.append(made.coverage() < result.measurement().target() ? ", target NOT REACHED" : "");
        }
        return text.toString();
    }

    private static String budget(int rows) {
        return rows == 0 ? "none" : Integer.toString(rows);
    }

    private static String measured(PackMeasurement measured, boolean isReduced) {
        if (measured.sampleRows() == 0) {
            return "recall not measured";
        }
        return "recall@" + measured.k() + " " + rounded(measured.recall()) + " over " + measured.sampleRows()
                + " rows as queries, target " + measured.target()
                + (measured.isReached() ? "" : " NOT REACHED") + "; " + rounded(measured.coverage())
                + " of the true neighbours lie in the probed partitions"
                + (isReduced ? ", an exact search in the reduced dims finds " + rounded(measured.reducedRecall()) : "")
                + "; " + measured.queryBytes() + " bytes a query"
                + (measured.meanQueryBytes() == measured.queryBytes()
                        ? ""
                        : ", " + measured.meanQueryBytes() + " on average with hard ones");
    }

    private static String rounded(double share) {
        return BigDecimal.valueOf(share).setScale(3, RoundingMode.HALF_EVEN).toPlainString();
    }

    /// Writes all of it as one object.
    public void write(JsonGenerator json) throws IOException {
        PackParameters parameters = result.parameters();
        json.writeStartObject();
        json.writeStringField("metric", parameters.metric().wireName());
        json.writeStringField("profile", profile);
        json.writeStringField("packId", result.packId());
        json.writeNumberField("dims", parameters.queryDims());
        json.writeNumberField("codedDims", parameters.dims());
        json.writeNumberField("rows", result.rows());
        json.writeNumberField("skippedRows", result.skippedRows());
        json.writeNumberField("cells", parameters.cells());
        json.writeNumberField("opened", parameters.opened());
        json.writeNumberField("partitions", parameters.partitions());
        json.writeNumberField("partitionRows", parameters.partitionRows());
        json.writeNumberField("spread", parameters.spread());
        json.writeNumberField("refineRows", parameters.refineRows());
        json.writeNumberField("nprobes", parameters.nprobes());
        json.writeNumberField("hardProbes", parameters.hardProbes());
        json.writeNumberField("rowBudget", parameters.rowBudget());
        json.writeNumberField("coldRowBudget", parameters.coldRowBudget());
        json.writeNumberField("rehearsals", rehearsals);
        json.writeNumberField("k", parameters.k());
        json.writeNumberField("seed", parameters.seed());
        json.writeStringField("shardBy", routing.isPresent() ? "region" : "turns");
        PackMeasurement measured = result.measurement();
        if (measured.sampleRows() > 0) {
            json.writeObjectFieldStart("measured");
            json.writeNumberField("sampleRows", measured.sampleRows());
            json.writeNumberField("target", measured.target());
            json.writeNumberField("recall", measured.recall());
            json.writeBooleanField("reached", measured.isReached());
            json.writeNumberField("coverage", measured.coverage());
            json.writeNumberField("reducedRecall", measured.reducedRecall());
            json.writeNumberField("queryBytes", measured.queryBytes());
            json.writeNumberField("meanQueryBytes", measured.meanQueryBytes());
            json.writeEndObject();
        }
        json.writeArrayFieldStart("objects");
        for (PackResult.PackedObject object : result.objects()) {
            json.writeStartObject();
            json.writeStringField("folder", object.directory().toString());
            json.writeStringField("url", object.url());
            json.writeNumberField("bytes", object.bytes());
            json.writeNumberField("headBytes", object.headBytes());
            json.writeStringField("headSha256", object.headSha256());
            json.writeNumberField("rows", object.rows());
            json.writeNumberField("storedRows", object.storedRows());
            json.writeNumberField("largestPartitionRows", object.largestPartitionRows());
            json.writeNumberField("largestPartitionBytes", object.largestPartitionBytes());
            json.writeNumberField("snippetBytes", object.snippetBytes());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("routerBytes", tree.map(Tree::largestRouterBytes).orElse(0));
        json.writeStringField("shape", tree.map(made -> made.shape().text()).orElse(""));
        if (routing.isPresent()) {
            RegionRouting made = routing.get();
            json.writeNumberField("asked", made.asked());
            if (!Double.isNaN(made.coverage())) {
                json.writeNumberField("askedCoverage", made.coverage());
            }
        }
        json.writeNumberField("routers", tree.map(made -> made.shape().steps()).orElse(0));
        json.writeEndObject();
    }
}
