package dev.evodb.ann.graph;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// A hierarchical navigable small world graph (Malkov, Yashunin: "Efficient and robust approximate
/// nearest neighbor search using hierarchical navigable small world graphs", 2016), laid out for
/// searching.
///
/// Nodes are numbered by descending level: level `l` consists of the nodes `0 .. size(l)`, and searches
/// start at node 0. So no table says which level a node has, and the lists of a level are one array with
/// a fixed stride: `2 * links` neighbours of a node at level 0, `links` above. Places that are not used
/// hold the number of the node itself, which a search has seen already.
///
/// Level 0 lies outside of the heap, aligned to cache lines. Filled by one [GraphBuilder], then
/// immutable.
public final class Graph {
    /// Bounds of `links`.
    public static final int MIN_LINKS = 2;

    public static final int MAX_LINKS = 128;

    /// Most nodes: numbers of nodes leave one bit of an `int` free, beside the sign.
    public static final int MAX_NODES = 1 << 30;

    /// More levels are never of use: each has at most half of the nodes of the one below.
    public static final int MAX_LEVELS = 31;

    private final int links;
    private final int[] sizes;
    private final MemorySegment base;
    private final int[][] upper;

    /// A graph without edges whose level `l` has `sizes[l]` nodes.
    ///
    /// @throws IllegalArgumentException if there is no such graph
    public Graph(int links, int... sizes) {
        checkSizes(links, sizes);
        this.links = links;
        this.sizes = sizes.clone();
        this.base = Arena.ofAuto().allocate(4L * 2 * links * sizes[0], 64);
        this.upper = new int[sizes.length - 1][];
        for (int node = 0; node < sizes[0]; node++) {
            set(0, node, new int[0], 0);
        }
        for (int level = 1; level < sizes.length; level++) {
            upper[level - 1] = new int[sizes[level] * links];
            for (int node = 0; node < sizes[level]; node++) {
                set(level, node, new int[0], 0);
            }
        }
    }

    /// @throws IllegalArgumentException if there is no graph of these levels
    public static void checkSizes(int links, int... sizes) {
        if (links < MIN_LINKS || links > MAX_LINKS) {
            throw new IllegalArgumentException("links must be in " + MIN_LINKS + "..=" + MAX_LINKS + ", got " + links);
        }
        if (sizes.length < 1 || sizes.length > MAX_LEVELS || sizes[0] < 1 || sizes[0] > MAX_NODES) {
            throw new IllegalArgumentException("levels of " + Arrays.toString(sizes) + " nodes, level 0 must have 1..="
                    + MAX_NODES + ", and at most " + MAX_LEVELS + " levels");
        }
        for (int level = 1; level < sizes.length; level++) {
            if (sizes[level] < 1 || sizes[level] > sizes[level - 1] / 2) {
                throw new IllegalArgumentException(
                        "level " + level + " has " + sizes[level] + " nodes, must be in 1..=" + sizes[level - 1] / 2);
            }
            if ((long) sizes[level] * links > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException("level " + level + " has " + sizes[level] + " nodes of " + links
                        + " links, more than an array");
            }
        }
    }

    /// Levels of a new graph of `nodes`: of each, one in `links` is on the next as well.
    public static int[] sizes(int nodes, int links) {
        int[] sizes = new int[MAX_LEVELS];
        int levels = 0;
        for (int size = nodes; size > 0; size /= links) {
            sizes[levels++] = size;
        }
        return Arrays.copyOf(sizes, Math.max(1, levels));
    }

    public int nodes() {
        return sizes[0];
    }

    public int levels() {
        return sizes.length;
    }

    /// Nodes of a level, those with the smallest numbers.
    public int size(int level) {
        return sizes[level];
    }

    /// Neighbours of a node above level 0, at most; twice as many at level 0.
    public int links() {
        return links;
    }

    /// Places for neighbours of a node of a level.
    public int degree(int level) {
        return level == 0 ? 2 * links : links;
    }

    /// The lists of level 0, `(nodes, 2 * links)` int32.
    public MemorySegment base() {
        return base;
    }

    /// The lists of a level above 0, `(size(level), links)`.
    public int[] upper(int level) {
        return upper[level - 1];
    }

    /// Copies the neighbours of a node to `out`, answers how many there are.
    public int copy(int level, int node, int[] out) {
        int degree = degree(level);
        if (level == 0) {
            MemorySegment.copy(base, ValueLayout.JAVA_INT, 4L * node * degree, out, 0, degree);
        } else {
            System.arraycopy(upper(level), node * degree, out, 0, degree);
        }
        int count = 0;
        while (count < degree && out[count] != node) {
            count++;
        }
        return count;
    }

    /// Makes `neighbours[0 .. count)` the neighbours of a node.
    void set(int level, int node, int[] neighbours, int count) {
        int degree = degree(level);
        if (level == 0) {
            long at = 4L * node * degree;
            MemorySegment.copy(neighbours, 0, base, ValueLayout.JAVA_INT, at, count);
            for (int i = count; i < degree; i++) {
                base.set(ValueLayout.JAVA_INT, at + 4L * i, node);
            }
        } else {
            System.arraycopy(neighbours, 0, upper(level), node * degree, count);
            Arrays.fill(upper(level), node * degree + count, (node + 1) * degree, node);
        }
    }

    /// Neighbours of all nodes of a level together.
    public long edges(int level) {
        int[] list = new int[degree(level)];
        long edges = 0;
        for (int node = 0; node < sizes[level]; node++) {
            edges += copy(level, node, list);
        }
        return edges;
    }

    /// Bytes in memory.
    public long bytes() {
        long bytes = base.byteSize();
        for (int[] lists : upper) {
            bytes += 4L * lists.length;
        }
        return bytes;
    }
}
