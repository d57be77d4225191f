package dev.evodb.chain.jvm.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Rows of one version of a shard, and what the shard answers.
record ShardData(List<Row> rows) {
    record Row(int rowId, int x, int y) {
        double distance(float[] query) {
            return (query[0] - x) * (query[0] - x) + (query[1] - y) * (query[1] - y);
        }
    }

    /// Few values, so that equal distances and equal row ids are the rule.
    static ShardData random(Random random) {
        Map<Integer, Row> rows = new LinkedHashMap<>();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            int rowId = random.nextInt(40);
            rows.put(rowId, new Row(rowId, random.nextInt(20), random.nextInt(20)));
        }
        return new ShardData(List.copyOf(rows.values()));
    }

    Value answer(WorldGenerator.Task task, Value input, int k) {
        return switch (task) {
            case SEARCH -> search(vector(input), k);
            case COUNT -> count(input);
            case LIST -> input;
        };
    }

    static float[] vector(Value input) {
        float[] vector = ValueTree.INSTANCE.vector(input);
        if (vector == null) {
            throw new AssertionError("the input of a shard is no vector: " + input);
        }
        return vector;
    }

    private Value search(float[] query, int k) {
        List<Value> hits = new ArrayList<>();
        rows.stream()
                .sorted(Comparator.comparingDouble((Row row) -> row.distance(query))
                        .thenComparing(Row::rowId))
                .limit(k)
                .forEach(row -> hits.add(
                        Value.object("rowId", Value.of(row.rowId())).with("distance", Value.of(row.distance(query)))));
        return Value.object("hits", new Value.Items(hits))
                .with("rows", Value.of(rows.size()))
                .with("nprobes", Value.of(1));
    }

    private static Value count(Value input) {
        Map<String, Value> counts = new LinkedHashMap<>();
        if (input instanceof Value.Items(List<Value> items)) {
            for (Value item : items) {
                String word = word(item);
                double before = counts.get(word) instanceof Value.Numeral(double number) ? number : 0;
                counts.put(word, Value.of(before + 1));
            }
        }
        return new Value.Members(counts);
    }

    static String word(Value item) {
        if (item instanceof Value.Members(Map<String, Value> members)
                && members.get("word") instanceof Value.Text(String word)) {
            return word;
        }
        throw new AssertionError("no word: " + item);
    }
}
