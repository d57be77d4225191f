package dev.evodb.ann.index;

import dev.evodb.ann.Hits;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.kernel.Pq4Scan;
import dev.evodb.ann.kernel.Ranked;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Answers many queries for less work a query. They are cut into groups, as many a thread; of a group all
/// are compared with the centroids at once, and then partitions are scanned one after the other for all
/// queries that probe them, four at a time, while their codes are near.
///
/// The best candidates of a query do not depend on the order of partitions, so that answers are those of
/// [IvfSearch#search], whatever the threads. Thread-safe.
final class BatchSearch implements Closeable {
    /// The most queries of a group: more would not find their scratch in the cache.
    private static final int GROUP = 64;

    /// Partitions, the nearest first, that a query probes before all others, by itself: few candidates of
    /// others come below the bound that these leave.
    private static final int FIRST = 4;

    private final IvfSearch search;
    private final QueryThreads threads = new QueryThreads();

    BatchSearch(IvfSearch search) {
        this.search = search;
    }

    /// Answers in the order of requests, on so many threads.
    List<Hits> search(List<SearchRequest> requests, int threadCount) throws IOException {
        int count = requests.size();
        int rounds = (int) ((count + (long) GROUP * threadCount - 1) / ((long) GROUP * threadCount));
        int groups = Math.min(count, rounds * threadCount);
        Hits[][] answers = new Hits[groups][];
        threads.run(
                threadCount,
                groups,
                group -> answers[group] = together(requests.subList(
                        (int) ((long) count * group / groups), (int) ((long) count * (group + 1) / groups))));
        List<Hits> all = new ArrayList<>(count);
        for (Hits[] some : answers) {
            all.addAll(Arrays.asList(some));
        }
        return all;
    }

    private Hits[] together(List<SearchRequest> requests) throws IOException {
        Scratch[] scratches = new Scratch[requests.size()];
        int taken = 0;
        try {
            for (; taken < scratches.length; taken++) {
                scratches[taken] = search.pool().take();
                search.prepare(scratches[taken], requests.get(taken));
            }
            return new Group(requests, scratches).answer();
        } finally {
            for (int i = 0; i < taken; i++) {
                search.give(scratches[i]);
            }
        }
    }

    @Override
    public void close() {
        threads.close();
    }

    /// Queries that are answered together by one thread.
    private final class Group {
        private final List<SearchRequest> requests;
        private final Scratch[] scratches;
        private final ScanBuffers buffers;
        private final FourQueries four = new FourQueries();

        /// `(queries, scoresWidth)` row-major.
        private final float[] centroidScores;

        Group(List<SearchRequest> requests, Scratch[] scratches) {
            this.requests = requests;
            this.scratches = scratches;
            this.buffers = scratches[0].buffers;
            this.centroidScores = new float[scratches.length * search.coarse().scoresWidth()];
        }

        Hits[] answer() throws IOException {
            rank();
            long[] probes = probes();
            for (int i = 0; i < probes.length; ) {
                if (areFour(probes, i)) {
                    for (int j = 0; j < Pq4Scan.FOUR; j++) {
                        int q = query(probes[i + j]);
                        four.set(j, scratches[q], Ranked.score(probe(probes[i + j])));
                    }
                    search.scanPartition(four, buffers, partition(probes[i]));
                    i += Pq4Scan.FOUR;
                } else {
                    search.scanPartition(scratches[query(probes[i])], buffers, probe(probes[i]));
                    i++;
                }
            }
            Hits[] answers = new Hits[scratches.length];
            for (int q = 0; q < answers.length; q++) {
                SearchRequest request = requests.get(q);
                if (search.comparesAllowedRows(request)) {
                    search.compareAllowed(scratches[q], request);
                } else if (search.isAnsweredAlone(request)) {
                    int width = search.coarse().scoresWidth();
                    search.scanNearest(scratches[q], request, centroidScores, q * width);
                } else {
                    scratches[q].probed = search.leastProbes(request);
                    search.finish(scratches[q], request);
                }
                answers[q] = scratches[q].answer.toHits();
            }
            return answers;
        }

        /// Finds the partitions of all queries, and scans the nearest ones of each.
        private void rank() throws IOException {
            int dims = search.shape().dims();
            int width = search.coarse().scoresWidth();
            float[] queries = new float[scratches.length * dims];
            for (int q = 0; q < scratches.length; q++) {
                System.arraycopy(scratches[q].query, 0, queries, q * dims, dims);
            }
            search.coarse().scores(queries, 0, scratches.length, centroidScores, 0);
            for (int q = 0; q < scratches.length; q++) {
                SearchRequest request = requests.get(q);
                if (search.isAnsweredAlone(request)) {
                    continue;
                }
                int least = search.leastProbes(request);
                search.rankPartitions(
                        scratches[q], centroidScores, q * width, Math.max(least, request.maximumProbes()));
                for (int i = 0; i < Math.min(FIRST, least); i++) {
                    search.scanPartition(scratches[q], buffers, scratches[q].probes[i]);
                }
            }
        }

        /// The other probes of all queries, by partition: that in the upper half, then the rank of the
        /// partition for the query, and in the lowest byte the query.
        private long[] probes() {
            long[] probes = new long[0];
            int size = 0;
            for (int q = 0; q < scratches.length; q++) {
                SearchRequest request = requests.get(q);
                if (search.isAnsweredAlone(request)) {
                    continue;
                }
                int least = search.leastProbes(request);
                probes = Arrays.copyOf(probes, size + Math.max(0, least - FIRST));
                for (int i = FIRST; i < least; i++) {
                    probes[size++] = (long) Ranked.row(scratches[q].probes[i]) << 32 | (long) i << 8 | q;
                }
            }
            Arrays.sort(probes);
            return probes;
        }

        private boolean areFour(long[] probes, int first) {
            int last = first + Pq4Scan.FOUR - 1;
            return search.shape().kind() == IndexKind.IVF_PQ
                    && last < probes.length
                    && partition(probes[first]) == partition(probes[last]);
        }

        /// As it stands in the list of its query.
        private long probe(long probe) {
            return scratches[query(probe)].probes[rank(probe)];
        }

        private static int partition(long probe) {
            return (int) (probe >>> 32);
        }

        private static int query(long probe) {
            return (int) probe & 0xFF;
        }

        private static int rank(long probe) {
            return (int) probe >>> 8;
        }
    }
}
