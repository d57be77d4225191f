package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippets.lance.PackBytes;
import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.snippets.lance.PackHead;
import dev.evodb.snippets.lance.PackHits;
import dev.evodb.snippets.lance.PackPartition;
import dev.evodb.snippets.lance.PackQuery;
import dev.evodb.snippets.lance.PackSearch;
import dev.evodb.snippets.lance.TableLanes;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Searches by sampled rows before there is a pack: the partitions that they probe, with more rows than
/// they will get, so that every smaller number can be judged. The search is the one that ships.
final class PackProbing {
    private static final TableLanes LANES = new TableLanes();

    /// Of all queries: less than half, so that the median query reads what one that is not hard does.
    private static final double HARD_SHARE = 0.45;

    private final PackRows rows;
    private final Vectors vectors;
    private final QuerySample sample;
    private final PackParameters parameters;
    private final CodedCentroids centroids;
    private final HeadEncoder head;
    private final float hardScore;

    /// Every partition that a query probes, ascending, and its rows, nearest first.
    private final int[] probed;

    private final int[][] nearest;

    /// By query and slot: place in `probed`.
    private final int[][] slots;

    PackProbing(
            PackRows rows,
            Vectors vectors,
            QuerySample sample,
            PackParameters parameters,
            CodedCentroids centroids,
            int mostRows,
            PackProgress progress) {
        this.rows = rows;
        this.vectors = vectors;
        this.sample = sample;
        this.parameters = parameters;
        this.centroids = centroids;
        RowScale none = new RowScale(new float[parameters.dims()], BiasScale.NONE);
        this.head = sample.head(parameters, centroids, none);
        PackHead routing = new PackHead(PackBytes.of(head.forSearch(4, parameters.refineRows())));
        int[][] probes = new int[sample.size()][];
        this.hardScore = parameters.hardProbes() == 0 ? 0 : hardScore(routing);
        IntStream.range(0, probes.length).parallel().forEach(q -> {
            PackQuery query = query(routing, q, parameters.nprobes());
            if (parameters.hardProbes() > 0 && query.lead() < hardScore) {
                query = query(routing, q, parameters.hardProbes());
            }
            probes[q] = probes(query);
        });
        this.probed = Arrays.stream(probes)
                .flatMapToInt(Arrays::stream)
                .sorted()
                .distinct()
                .toArray();
        float[] targets = Vectors.of(centroids.decoded(), centroids.dims()).take(probed);
        this.nearest = new NearestRows(vectors, sample.halfSquares(), progress)
                .of(targets, probed.length, mostRows, "measure");
        this.slots = Arrays.stream(probes)
                .map(of -> Arrays.stream(of)
                        .map(p -> Arrays.binarySearch(probed, p))
                        .toArray())
                .toArray(int[][]::new);
    }

    private static int[] probes(PackQuery query) {
        return IntStream.range(0, query.nprobes()).map(query::probe).toArray();
    }

    private PackQuery query(PackHead of, int q, int nprobes) {
        return new PackQuery(of, LANES, sample.vector(q), nprobes, nprobes);
    }

    /// Below it are as many of the sample as may be hard.
    private float hardScore(PackHead routing) {
        double[] leads = IntStream.range(0, sample.size())
                .parallel()
                .mapToDouble(q -> query(routing, q, 1).lead())
                .sorted()
                .toArray();
        return (float) leads[(int) (HARD_SHARE * leads.length)];
    }

    /// A query is hard if the score of its best partition is below this.
    float hardScore() {
        return hardScore;
    }

    /// Partitions that all queries of the sample probe together.
    long probes() {
        return Arrays.stream(slots).mapToLong(of -> of.length).sum();
    }

    /// For every true neighbour of every query how many rows a partition must have for it to be read;
    /// `Integer.MAX_VALUE` if none of the partitions has it. Ascending.
    int[] neededRows() {
        int k = sample.truth(0).length;
        int[] needed = new int[sample.size() * k];
        Arrays.fill(needed, Integer.MAX_VALUE);
        IntStream.range(0, sample.size()).parallel().forEach(q -> {
            int[] truth = sample.truth(q);
            for (int slot : slots[q]) {
                int[] list = nearest[slot];
                for (int rank = 0; rank < list.length; rank++) {
                    for (int t = 0; t < truth.length; t++) {
                        if (list[rank] == truth[t] && rank < needed[q * k + t]) {
                            needed[q * k + t] = rank + 1;
                        }
                    }
                }
            }
        });
        Arrays.sort(needed);
        return needed;
    }

    /// The share of the truth that is found with so many rows a partition, by number of candidates.
    double[] recalls(int partitionRows, int[] refineRows) {
        int[][] lists = new int[probed.length][];
        for (int i = 0; i < lists.length; i++) {
            lists[i] = Arrays.copyOf(nearest[i], Math.min(partitionRows, nearest[i].length));
            Arrays.sort(lists[i]);
        }
        RowScale scale = RowScale.of(vectors, parameters.metric(), lists);
        HeadEncoder coded = sample.head(parameters, centroids, scale);
        int rowIdBytes = rows.rowIdBytes();
        PackHead[] heads = new PackHead[refineRows.length];
        for (int i = 0; i < heads.length; i++) {
            // Shards compare as many candidates each.
            int together = Math.min(PackFormat.MAX_REFINE_ROWS, refineRows[i] * parameters.shards());
            heads[i] = new PackHead(PackBytes.of(coded.forSearch(rowIdBytes, together)));
        }
        PartitionEncoder encoder = new PartitionEncoder(
                vectors, rows.rowIds(), null, parameters.metric(), scale, rowIdBytes, QuerySample.NO_PACK);
        int[][] found = new int[sample.size()][];
        IntStream.range(0, found.length).parallel().forEach(q -> found[q] = found(q, heads, encoder, lists));
        double[] recalls = new double[refineRows.length];
        for (int[] of : found) {
            for (int i = 0; i < of.length; i++) {
                recalls[i] += of[i];
            }
        }
        for (int i = 0; i < recalls.length; i++) {
            recalls[i] /= sample.truths();
        }
        return recalls;
    }

    /// True neighbours found for query `q`, by head.
    private int[] found(int q, PackHead[] heads, PartitionEncoder encoder, int[][] lists) {
        PackPartition[] partitions = new PackPartition[slots[q].length];
        for (int slot = 0; slot < partitions.length; slot++) {
            int place = slots[q][slot];
            float[] base = RowScale.base(vectors, lists[place]);
            PackBytes bytes = PackBytes.of(encoder.encode(probed[place], lists[place], base));
            partitions[slot] = new PackPartition(heads[0], bytes);
        }
        double self = rows.rowIds()[sample.row(q)];
        int[] truth = sample.truth(q);
        int[] found = new int[heads.length];
        for (int i = 0; i < heads.length; i++) {
            PackQuery query = query(heads[i], q, partitions.length);
            PackHits hits = new PackSearch(query, LANES, truth.length + 1).run(partitions, null);
            int others = 0;
            for (int hit = 0; hit < hits.size() && others < truth.length; hit++) {
                double rowId = hits.rowId(hit);
                if (rowId != self) {
                    others++;
                    found[i] += Arrays.stream(truth).anyMatch(row -> rows.rowIds()[row] == rowId) ? 1 : 0;
                }
            }
        }
        return found;
    }
}
