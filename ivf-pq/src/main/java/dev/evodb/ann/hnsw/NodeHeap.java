package dev.evodb.ann.hnsw;

import java.util.Arrays;

/// A binary heap of nodes by their distances; grows, and keeps its memory when emptied.
final class NodeHeap {
    private final boolean isFarthestFirst;
    private float[] distances = new float[64];
    private int[] nodes = new int[64];
    private int size;

    NodeHeap(boolean isFarthestFirst) {
        this.isFarthestFirst = isFarthestFirst;
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    float topDistance() {
        return distances[0];
    }

    /// The nodes in no order, `i` in `[0, size)`.
    int node(int i) {
        return nodes[i];
    }

    float distance(int i) {
        return distances[i];
    }

    void push(float distance, int node) {
        if (size == nodes.length) {
            distances = Arrays.copyOf(distances, size * 2);
            nodes = Arrays.copyOf(nodes, size * 2);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!isBefore(distance, distances[parent])) {
                break;
            }
            distances[at] = distances[parent];
            nodes[at] = nodes[parent];
            at = parent;
        }
        distances[at] = distance;
        nodes[at] = node;
    }

    /// Takes the top away.
    int pop() {
        int top = nodes[0];
        size--;
        float distance = distances[size];
        int node = nodes[size];
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(distances[child + 1], distances[child])) {
                child++;
            }
            if (!isBefore(distances[child], distance)) {
                break;
            }
            distances[at] = distances[child];
            nodes[at] = nodes[child];
            at = child;
        }
        distances[at] = distance;
        nodes[at] = node;
        return top;
    }

    private boolean isBefore(float a, float b) {
        return isFarthestFirst ? a > b : a < b;
    }
}
