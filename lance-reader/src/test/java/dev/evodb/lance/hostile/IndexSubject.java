package dev.evodb.lance.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.lance.text.FullTextQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A file of an index, read by the stored filters and full text queries of its fixture that its column is
/// in.
final class IndexSubject implements Subject {
    private final MemoryTable table;
    private final String path;
    private final OpenOptions options;
    private final Splices splices;
    private final List<String> filters = new ArrayList<>();
    private final List<FullTextQuery> texts = new ArrayList<>();

    IndexSubject(MemoryTable table, String path, List<Splices.Donor> donors) throws IOException {
        this.table = table;
        this.path = path;
        Fixture fixture = Fixture.of(table.name());
        this.options = fixture.options().withLimits(Declared.LIMITS);
        this.splices = new Splices(FileParts.of(path, table.bytes(path), Declared.LIMITS), donors);
        String column = "";
        try (LanceDataset dataset = LanceDataset.open(table, options)) {
            for (IndexMetadata index : dataset.indices()) {
                if (path.contains(index.uuid().toString())) {
                    column = dataset.schema()
                            .byId(index.fields().getFirst())
                            .map(SchemaField::name)
                            .orElse("");
                    if (index.detailsTypeUrl().endsWith("InvertedIndexDetails")) {
                        addTexts(fixture.expected(), column);
                    }
                }
            }
        }
        for (JsonNode filter : fixture.expected().path("filters")) {
            if (!column.isEmpty() && filter.path("filter").asText().contains(column)) {
                filters.add(filter.path("filter").asText());
            }
        }
    }

    private void addTexts(JsonNode expected, String column) {
        for (JsonNode query : expected.path("fullText")) {
            if (query.has("match")) {
                texts.add(FullTextQuery.match(query.path("match").asText()).on(column));
            }
            if (query.has("phrase")) {
                texts.add(FullTextQuery.phrase(query.path("phrase").asText()).on(column));
            }
        }
    }

    /// Whether the fixture has questions that make a reader open the file.
    boolean isAsked() {
        return !filters.isEmpty() || !texts.isEmpty();
    }

    @Override
    public String name() {
        return table.name() + " " + path;
    }

    @Override
    public byte[] good() {
        return table.bytes(path);
    }

    @Override
    public Outcome read(Mutation mutation) {
        MemoryTable changed = table.with(path, Mutation.apply(mutation, good(), splices));
        boolean[] hasData = {true};
        boolean isOpened = Declared.run(() -> {
            try (LanceDataset dataset = LanceDataset.open(changed, options)) {
                for (String filter : filters) {
                    hasData[0] &= Declared.run(() -> dataset.countRows(filter));
                }
                for (FullTextQuery text : texts) {
                    hasData[0] &= Declared.run(() -> dataset.fullTextSearch(text, 10));
                }
            }
        });
        return isOpened && hasData[0] ? Outcome.DATA : Outcome.REFUSED;
    }
}
