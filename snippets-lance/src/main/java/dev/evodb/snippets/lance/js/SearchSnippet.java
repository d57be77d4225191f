package dev.evodb.snippets.lance.js;

import dev.evodb.snippets.lance.Lanes;
import dev.evodb.snippets.lance.PackHead;
import dev.evodb.snippets.lance.PackHits;
import dev.evodb.snippets.lance.PackPartition;
import dev.evodb.snippets.lance.PackQuery;
import dev.evodb.snippets.lance.PackSearch;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSIndexer;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.typedarrays.ArrayBuffer;
import org.teavm.jso.typedarrays.Float32Array;
import org.teavm.jso.typedarrays.Float64Array;
import org.teavm.jso.typedarrays.Int32Array;
import org.teavm.jso.typedarrays.Int8Array;

/// The search as JavaScript functions: head → partitions to read → hits. Requests, ranges, digests and
/// answers are scripts (`src/main/javascript`), which the build joins with this: they hand over bytes that
/// they have compared with their digests, and values that they have checked.
///
/// There is no static state: an isolate may be ended at any step of an initializer.
public final class SearchSnippet {
    /// Numbers of a probe in the array of [Pack#plan].
    private static final int PROBE = 3;

    /// After so many requests one more group of codes goes through loops.
    private static final int REQUESTS_A_GROUP = 4;

    /// So many partitions go through loops before the choice of partitions does.
    private static final int GROUPS_BEFORE_CHOICE = 5;

    /// Numbers of a hit in [Searcher]'s array.
    private static final int HIT = 4;

    private SearchSnippet() {}

    /// Takes a pack's head. `rehearsals` searches have been made in this isolate.
    @JSExport
    public static Pack open(ArrayBuffer head, int rehearsals) {
        return new OpenPack(new PackHead(new BufferBytes(head)), rehearsals);
    }

    /// A pack whose head is there.
    public interface Pack extends JSObject {
        /// Chooses partitions. `vector` has the head's dims and is given away; of `nprobes` 0 means as many
        /// as the pack wants. Fills `probes` with how many that is, and then, as far as it has room, three
        /// numbers a partition: number, first unit of 16 bytes in the object, bytes.
        /// The searcher is for one call, and for up to `k` hits.
        Searcher plan(Float32Array vector, int nprobes, int k, Int32Array probes);

        /// Of a partition: its rows, where its payload offsets start, and where its payload text starts.
        Int32Array sections(ArrayBuffer partition);
    }

    /// Searches the partitions of a query.
    public interface Searcher extends JSObject {
        /// `partitions` are those of the probes, in order, or the first of them; `matches` has a byte a row
        /// of each, not 0 where a row may be answered, or is null. Answers the number of rows scored, and
        /// row id, distance, slot and row of each hit, nearest first.
        Float64Array search(Buffers partitions, @Nullable Masks matches);
    }

    /// An array of buffers.
    public interface Buffers extends JSObject {
        @JSProperty
        int getLength();

        @JSIndexer
        ArrayBuffer get(int index);
    }

    /// An array of bytes a row.
    public interface Masks extends JSObject {
        @JSIndexer
        Int8Array get(int index);
    }

    private static final class OpenPack implements Pack {
        private final PackHead head;
        private final Lanes integers = new BigIntLanes();
        private final Lanes loops = new EdgeLanes();
        private final Shapes shapes = new Shapes();
        private int served;

        OpenPack(PackHead head, int served) {
            this.head = head;
            this.served = served;
        }

        @Override
        public Searcher plan(Float32Array vector, int nprobes, int k, Int32Array probes) {
            int groups = served++ / REQUESTS_A_GROUP;
            // The loops that choose are those that scan, which have been compiled by then.
            Lanes choosing = groups > GROUPS_BEFORE_CHOICE ? loops : integers;
            PackQuery query = new PackQuery(head, choosing, vector.toJavaArray(), nprobes, probes.getLength() / PROBE);
            probes.set(0, query.wanted());
            for (int slot = 0; slot < query.nprobes(); slot++) {
                int p = query.probe(slot);
                probes.set(PROBE * slot + 1, p);
                probes.set(PROBE * slot + 2, head.partitionUnit(p));
                probes.set(PROBE * slot + 3, head.partitionBytes(p));
            }
            PackSearch search = new PackSearch(query, new WarmingLanes(loops, integers, groups), k);
            Searcher searcher = new Planned(head, search);
            shapes.keep(query, loops, searcher);
            return searcher;
        }

        @Override
        public Int32Array sections(ArrayBuffer partition) {
            PackPartition view = new PackPartition(head, new BufferBytes(partition));
            Int32Array sections = new Int32Array(3);
            sections.set(0, view.rows());
            sections.set(1, view.payloadOffsets());
            sections.set(2, view.text());
            return sections;
        }
    }

    /// A record would bring its own `toString`, which is bytes.
    private static final class Planned implements Searcher {
        private final PackHead head;
        private final PackSearch search;

        Planned(PackHead head, PackSearch search) {
            this.head = head;
            this.search = search;
        }

        @Override
        public Float64Array search(Buffers buffers, @Nullable Masks masks) {
            PackPartition[] partitions = new PackPartition[buffers.getLength()];
            byte[][] matches = masks == null ? null : new byte[partitions.length][];
            for (int slot = 0; slot < partitions.length; slot++) {
                partitions[slot] = new PackPartition(head, new BufferBytes(buffers.get(slot)));
                if (masks != null && matches != null) {
                    matches[slot] = masks.get(slot).toJavaArray();
                }
            }
            PackHits hits = search.run(partitions, matches);
            Float64Array answer = new Float64Array(1 + HIT * hits.size());
            answer.set(0, hits.rowsScanned());
            for (int i = 0; i < hits.size(); i++) {
                answer.set(HIT * i + 1, hits.rowId(i));
                answer.set(HIT * i + 2, hits.distance(i));
                answer.set(HIT * i + 3, hits.slot(i));
                answer.set(HIT * i + 4, hits.row(i));
            }
            return answer;
        }
    }
}
