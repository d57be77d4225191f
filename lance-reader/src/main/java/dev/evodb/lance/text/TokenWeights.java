package dev.evodb.lance.text;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The weight of tokens, counted over all partitions of an index. For one search.
final class TokenWeights {
    private final List<TextPartition> partitions;
    private final Bm25 bm25;
    private final Map<String, Float> known = new HashMap<>();

    TokenWeights(List<TextPartition> partitions) {
        this.partitions = partitions;
        long documents = 0;
        long tokens = 0;
        for (TextPartition partition : partitions) {
            documents += partition.documents().count();
            tokens += partition.documents().tokens();
        }
        this.bm25 = Bm25.of(documents, tokens);
    }

    float of(String token) throws IOException {
        Float weight = known.get(token);
        if (weight == null) {
            long having = 0;
            for (TextPartition partition : partitions) {
                int id = partition.token(token);
                having += id == TokenSet.ABSENT ? 0 : partition.documentsWith(id);
            }
            weight = bm25.weight(Math.max(1, having));
            known.put(token, weight);
        }
        return weight;
    }

    float share(int count, int length) {
        return bm25.share(count, length);
    }
}
