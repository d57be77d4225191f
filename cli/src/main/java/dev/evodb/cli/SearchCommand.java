package dev.evodb.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.ann.DistanceType;
import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.SearchStatistics;
import dev.evodb.ann.index.AnnIndex;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.lance.LanceVectorSearch;
import dev.evodb.cli.input.QueryLine;
import dev.evodb.cli.input.TableOptions;
import dev.evodb.cli.output.JsonOutput;
import dev.evodb.cli.output.TextTable;
import dev.evodb.cli.output.TextValues;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.json.JsonValues;
import dev.evodb.type.Field;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `evodb search`: nearest neighbours in a vector column.
@Command(name = "search", description = "Finds the nearest rows of a vector column, through its index or exactly.")
final class SearchCommand implements Callable<Integer> {
    @Mixin
    private TableOptions table = new TableOptions();

    @Option(names = "--column", paramLabel = "C", description = "The vector column; needed for a table.")
    private @Nullable String column;

    @ArgGroup(multiplicity = "1")
    private Queries queries = new Queries();

    /// Exactly one of these.
    private static final class Queries {
        @Option(names = "--query", paramLabel = "'[…]'", description = "One vector as a JSON array.")
        private @Nullable String query;

        @Option(
                names = "--queries",
                paramLabel = "FILE",
                description = "Many: a .fvecs file, or a .jsonl file whose lines may carry vector, k, nprobes, "
                        + "maximumNprobes, patience, refineFactor, ef, lowerBound, upperBound, filter, prefilter, useIndex, "
                        + "metric and win over the options.")
        private @Nullable Path file;
    }

    @Option(names = "-k", paramLabel = "N", description = "Rows to find. Default: ${DEFAULT-VALUE}.")
    private int k = 10;

    @Option(names = "--nprobes", paramLabel = "N", description = "Partitions to visit. Default: ${DEFAULT-VALUE}.")
    private int nprobes = SearchRequest.DEFAULT_PROBES;

    @Option(
            names = "--max-nprobes",
            paramLabel = "N",
            description = "Partitions to visit at most, while fewer rows than wanted were found. "
                    + "Default: no more than --nprobes.")
    private @Nullable Integer maximumNprobes;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Visit partitions, up to --max-nprobes, until N in a row bring no candidate.")
    private @Nullable Integer patience;

    @Option(
            names = "--refine",
            paramLabel = "N",
            description = "Compare the best N x k candidates exactly; 0: not at all. Default: 0 in a table, "
                    + "16 in an index of evodb index build, 3 in one of type hnsw.")
    private @Nullable Integer refine;

    @Option(
            names = "--ef",
            paramLabel = "N",
            description = "Beam in the graphs of HNSW indices, at least N x k of --refine. Default: 1.5 times that.")
    private @Nullable Integer ef;

    @Option(names = "--lower-bound", paramLabel = "D", description = "Only rows at this distance or farther.")
    private @Nullable Double lowerBound;

    @Option(names = "--upper-bound", paramLabel = "D", description = "Only rows nearer than this distance.")
    private @Nullable Double upperBound;

    @Option(
            names = "--metric",
            paramLabel = "M",
            description = "l2, cosine, dot or hamming. Default: that of the index, else l2.")
    private @Nullable String metric;

    @Option(names = "--filter", paramLabel = "SQL", description = "Only rows for which this predicate is true.")
    private @Nullable String filter;

    @Option(
            names = "--postfilter",
            description = "Apply the filter to the rows found (fewer than k may remain) instead of before the search.")
    private boolean postfilter;

    @Option(names = "--exact", description = "Compare every row; no index.")
    private boolean exact;

    @Option(names = "--explain", description = "Say on stderr how each query is answered.")
    private boolean explain;

    @Option(names = "--select", split = ",", paramLabel = "a,b", description = "Columns to print with the rows.")
    private List<String> select = List.of();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (ef != null && ef < 1) {
            throw new IllegalArgumentException("ef must be at least 1, got " + ef);
        }
        List<QueryLine> lines = queries.query != null
                ? List.of(QueryLine.ofVector(queries.query))
                : QueryLine.readFile(java.util.Objects.requireNonNull(queries.file));
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("there are no queries in " + queries.file);
        }
        Optional<Path> folder = table.folder().filter(AnnIndex::isIndex);
        if (folder.isPresent()) {
            searchIndex(folder.get(), lines);
            return ExitCode.DONE.number();
        }
        if (column == null) {
            throw new IllegalArgumentException("--column is needed to search a table");
        }
        boolean needsIndex = !exact && lines.stream().anyMatch(line -> line.useIndex() == null || line.useIndex());
        try (LanceDataset dataset = table.open();
                LanceVectorSearch search = needsIndex
                        ? LanceVectorSearch.open(dataset, column)
                        : LanceVectorSearch.openExact(dataset, column, KernelSet.best())) {
            List<Hits> answers = new Run(search).answer(lines);
            List<@Nullable RecordBatch> rows = new ArrayList<>();
            for (Hits hits : answers) {
                rows.add(select.isEmpty() ? null : dataset.takeRowIds(select, hits.rowIds()));
            }
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                JsonOutput.line(out, generator -> write(generator, answers, rows));
            } else {
                print(out, answers, rows);
            }
        }
        return ExitCode.DONE.number();
    }

    /// Searches an index of `evodb index build`, which knows vectors and row ids and nothing else.
    private void searchIndex(Path folder, List<QueryLine> lines) throws IOException {
        if (!select.isEmpty() || filter != null || lines.stream().anyMatch(line -> line.filter() != null)) {
            throw new IllegalArgumentException(
                    "an index has no columns: leave out --select and --filter, or search the table");
        }
        try (AnnIndex index = AnnIndex.open(folder)) {
            List<SearchRequest> requests = new ArrayList<>();
            for (QueryLine line : lines) {
                requests.add(indexRequest(index, line));
                if (explain) {
                    spec.commandLine().getErr().println(index.explain(requests.getLast()));
                }
            }
            List<Hits> answers = index.searchAll(requests);
            List<@Nullable RecordBatch> rows = new ArrayList<>();
            answers.forEach(_ -> rows.add(null));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                JsonOutput.line(out, generator -> write(generator, answers, rows));
            } else {
                print(out, answers, rows);
            }
        }
    }

    private SearchRequest indexRequest(AnnIndex index, QueryLine line) {
        String wanted = line.metric() != null ? line.metric() : metric;
        if (wanted != null && !wanted.equals(index.metric().wireName())) {
            throw new IllegalArgumentException(
                    "the index is for " + index.metric().wireName() + ", not " + wanted);
        }
        int wantedRows = Run.or(line.k(), k);
        int least = Run.or(line.nprobes(), nprobes);
        boolean isGraph = index.describe().kind().isGraph();
        int factor = Run.or(line.refineFactor(), Run.or(refine, isGraph ? 3 : 16));
        int beam = Run.or(line.ef(), Run.or(ef, 0));
        if (exact && isGraph) {
            // A beam of all rows is a comparison of all rows.
            beam = (int) Math.min(SearchRequest.MAX_CANDIDATES, index.rows());
        }
        if (exact && !isGraph) {
            least = index.describe().partitions();
            factor = (int)
                    Math.min(SearchRequest.MAX_CANDIDATES / wantedRows, (index.rows() + wantedRows - 1) / wantedRows);
        }
        Integer most = line.maximumNprobes() != null ? line.maximumNprobes() : maximumNprobes;
        SearchRequest request = new SearchRequest(line.vector(), wantedRows, least, factor, RowMask.all())
                .withProbes(least, Math.max(least, Run.or(most, least)))
                .withPatience(patience(line, most))
                .withEf(isGraph ? beam : 0)
                .withBounds(
                        Run.or(line.lowerBound(), Run.or(lowerBound, Double.NEGATIVE_INFINITY)),
                        Run.or(line.upperBound(), Run.or(upperBound, Double.POSITIVE_INFINITY)));
        request.requireDims(index.dims());
        return request;
    }

    private int patience(QueryLine line, @Nullable Integer maximum) {
        int found = Run.or(line.patience(), Run.or(patience, 0));
        if (found > 0 && maximum == null) {
            throw new IllegalArgumentException("--patience needs --max-nprobes, the most partitions to visit");
        }
        return found;
    }

    /// Answers queries in order; exact ones of one metric share one pass over the table.
    private final class Run {
        private final LanceVectorSearch search;
        private final Map<String, RowMask> masks = new HashMap<>();

        Run(LanceVectorSearch search) {
            this.search = search;
        }

        List<Hits> answer(List<QueryLine> lines) throws IOException {
            Hits[] answers = new Hits[lines.size()];
            Map<DistanceType, List<Integer>> exactLines = new HashMap<>();
            List<SearchRequest> requests = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                QueryLine line = lines.get(i);
                SearchRequest request = request(line);
                request.requireDims(search.column().dims());
                requests.add(request);
                boolean isThroughIndex = usesIndex(line);
                if (explain) {
                    spec.commandLine()
                            .getErr()
                            .println("query " + i + ": "
                                    + (isThroughIndex ? search.explain(request) : "compare all rows"));
                }
                if (isThroughIndex) {
                    answers[i] = search.search(request);
                } else {
                    exactLines
                            .computeIfAbsent(exactMetric(line), key -> new ArrayList<>())
                            .add(i);
                }
            }
            if (needsNote(exactLines.isEmpty())) {
                spec.commandLine()
                        .getErr()
                        .println("note: "
                                + search.explain(requests.getFirst())
                                        .lines()
                                        .findFirst()
                                        .orElse(""));
            }
            for (Map.Entry<DistanceType, List<Integer>> entry : exactLines.entrySet()) {
                List<Hits> found = search.exact(
                        entry.getKey(),
                        entry.getValue().stream().map(requests::get).toList());
                for (int i = 0; i < found.size(); i++) {
                    answers[entry.getValue().get(i)] = found.get(i);
                }
            }
            for (int i = 0; i < answers.length; i++) {
                if (!isPrefilter(lines.get(i))) {
                    answers[i] = LanceVectorSearch.keep(answers[i], mask(lines.get(i)));
                }
            }
            return List.of(answers);
        }

        /// Whether there is an index that was wanted and cannot be used.
        private boolean needsNote(boolean isNothingExact) {
            return !isNothingExact && !exact && search.ignoresIndex();
        }

        private SearchRequest request(QueryLine line) throws IOException {
            int minimum = or(line.nprobes(), nprobes);
            Integer most = line.maximumNprobes() != null ? line.maximumNprobes() : maximumNprobes;
            return new SearchRequest(
                    line.vector(),
                    or(line.k(), k),
                    minimum,
                    or(most, minimum),
                    patience(line, most),
                    or(line.refineFactor(), or(refine, 0)),
                    or(line.ef(), or(ef, 0)),
                    or(line.lowerBound(), or(lowerBound, Double.NEGATIVE_INFINITY)),
                    or(line.upperBound(), or(upperBound, Double.POSITIVE_INFINITY)),
                    isPrefilter(line) ? mask(line) : RowMask.all());
        }

        /// Without an index every search is exact.
        private boolean usesIndex(QueryLine line) {
            boolean isWanted =
                    !exact && or(line.useIndex(), true) && search.indexType().isPresent();
            DistanceType wanted = metric(line);
            if (isWanted && wanted != null && wanted != search.indexType().orElseThrow()) {
                throw new IllegalArgumentException("the index of column " + column + " is for "
                        + search.indexType().orElseThrow().wireName() + ", not " + wanted.wireName()
                        + "; --exact compares every row with any metric");
            }
            return isWanted;
        }

        private DistanceType exactMetric(QueryLine line) throws IOException {
            DistanceType wanted = metric(line);
            return wanted != null ? wanted : search.defaultType();
        }

        private @Nullable DistanceType metric(QueryLine line) {
            String name = line.metric() != null ? line.metric() : metric;
            return name == null ? null : DistanceType.ofWireName(name);
        }

        private boolean isPrefilter(QueryLine line) {
            return or(line.prefilter(), !postfilter);
        }

        private RowMask mask(QueryLine line) throws IOException {
            String sql = line.filter() != null ? line.filter() : filter;
            if (sql == null) {
                return RowMask.all();
            }
            RowMask known = masks.get(sql);
            if (known == null) {
                known = search.mask(sql);
                masks.put(sql, known);
            }
            return known;
        }

        private static <T> T or(@Nullable T stated, T otherwise) {
            return stated == null ? otherwise : stated;
        }
    }

    private static void write(JsonGenerator out, List<Hits> answers, List<@Nullable RecordBatch> rows)
            throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("results");
        for (int q = 0; q < answers.size(); q++) {
            Hits hits = answers.get(q);
            out.writeStartObject();
            out.writeArrayFieldStart("rowIds");
            for (long rowId : hits.rowIds()) {
                JsonValues.writeUnsigned(out, rowId);
            }
            out.writeEndArray();
            out.writeArrayFieldStart("distances");
            for (double distance : hits.distances()) {
                // What is computed from 32-bit floats is not known to more digits.
                JsonValues.writeFloat(out, (float) distance);
            }
            out.writeEndArray();
            write(out, hits.statistics());
            RecordBatch batch = rows.get(q);
            if (batch != null) {
                out.writeArrayFieldStart("rows");
                for (int row = 0; row < batch.rows(); row++) {
                    out.writeStartObject();
                    for (int c = 0; c < batch.fields().size(); c++) {
                        Field field = batch.fields().get(c);
                        out.writeFieldName(field.name());
                        JsonValues.write(out, field.type(), batch.columns().get(c), row);
                    }
                    out.writeEndObject();
                }
                out.writeEndArray();
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, SearchStatistics statistics) throws IOException {
        out.writeObjectFieldStart("statistics");
        out.writeStringField("searched", statistics.method().wireName());
        out.writeNumberField("partitionsProbed", statistics.partitionsProbed());
        out.writeNumberField("codesScored", statistics.codesScored());
        out.writeNumberField("candidatesRefined", statistics.candidatesRefined());
        out.writeNumberField("rowsCompared", statistics.rowsCompared());
        out.writeBooleanField("exhausted", statistics.isExhausted());
        if (!statistics.note().isEmpty()) {
            out.writeStringField("note", statistics.note());
        }
        out.writeEndObject();
    }

    private void print(PrintWriter out, List<Hits> answers, List<@Nullable RecordBatch> rows) {
        for (int q = 0; q < answers.size(); q++) {
            Hits hits = answers.get(q);
            if (answers.size() > 1) {
                out.println("query " + q);
            }
            List<String> heads = new ArrayList<>(List.of(">_rowid", ">distance"));
            heads.addAll(select);
            TextTable hitTable = new TextTable(heads);
            RecordBatch batch = rows.get(q);
            for (int i = 0; i < hits.size(); i++) {
                String[] cells = new String[heads.size()];
                cells[0] = Long.toUnsignedString(hits.rowIds()[i]);
                cells[1] = Float.toString((float) hits.distances()[i]);
                for (int c = 2; c < cells.length && batch != null; c++) {
                    cells[c] = TextValues.of(
                            batch.fields().get(c - 2).type(), batch.columns().get(c - 2), i);
                }
                hitTable.add(cells);
            }
            hitTable.print(out, answers.size() > 1 ? "  " : "");
        }
    }
}
