package dev.evodb.lance.filter;

import java.util.List;

/// Makes a vector of values that stand in others.
final class Gather {
    static final int NULL = -1;

    private Gather() {}

    /// Row `i` is the row `rows[i]` of `sources.get(from[i])`, or null where `from[i]` is [#NULL]. The
    /// sources are of one type.
    static Vector rows(List<Vector> sources, int[] from, int[] rows, ByteBudget budget) {
        long[] nulls = new long[Bitmap.words(rows.length)];
        for (int i = 0; i < rows.length; i++) {
            if (from[i] == NULL || Bitmap.has(sources.get(from[i]).nulls(), rows[i])) {
                from[i] = NULL;
                Bitmap.add(nulls, i);
            }
        }
        return switch (sources.getFirst()) {
            case Vector.Longs _ -> {
                long[] values = new long[rows.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = from[i] == NULL ? 0 : ((Vector.Longs) sources.get(from[i])).values()[rows[i]];
                }
                yield new Vector.Longs(values, nulls);
            }
            case Vector.Doubles _ -> {
                double[] values = new double[rows.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = from[i] == NULL ? 0 : ((Vector.Doubles) sources.get(from[i])).values()[rows[i]];
                }
                yield new Vector.Doubles(values, nulls);
            }
            case Vector.Decimals first -> {
                int words = first.words();
                long[] limbs = new long[Math.multiplyExact(rows.length, words)];
                for (int i = 0; i < rows.length; i++) {
                    if (from[i] != NULL) {
                        long[] source = ((Vector.Decimals) sources.get(from[i])).limbs();
                        System.arraycopy(source, rows[i] * words, limbs, i * words, words);
                    }
                }
                yield new Vector.Decimals(limbs, words, nulls);
            }
            case Vector.Bytes _ -> {
                BytesBuilder texts = new BytesBuilder(rows.length, budget);
                for (int i = 0; i < rows.length; i++) {
                    if (from[i] != NULL) {
                        Vector.Bytes source = (Vector.Bytes) sources.get(from[i]);
                        texts.append(source.data(), source.start(rows[i]), source.end(rows[i]));
                    }
                    texts.endRow();
                }
                yield texts.build(nulls);
            }
            case Vector.Truths _ -> {
                long[] yes = new long[nulls.length];
                for (int i = 0; i < rows.length; i++) {
                    if (from[i] != NULL && Bitmap.has(((Vector.Truths) sources.get(from[i])).yes(), rows[i])) {
                        Bitmap.add(yes, i);
                    }
                }
                yield new Vector.Truths(yes, nulls);
            }
            case Vector.Lists _ -> throw new IllegalArgumentException("lists are not gathered");
            case Vector.Nothing _ -> new Vector.Nothing(nulls);
        };
    }
}
