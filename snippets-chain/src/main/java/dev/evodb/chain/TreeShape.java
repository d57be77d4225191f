package dev.evodb.chain;

import java.util.ArrayList;
import java.util.List;

/// A tree that spreads over `leaves` leaves: either one leaf, without children, or a step over its
/// children.
///
/// [#of] makes the cheapest tree of a width: the fewest levels and, among those, the fewest steps above
/// the leaves, which are spread evenly over them. A leaf that would be the only child of a step takes its
/// place.
public record TreeShape(int leaves, List<TreeShape> children) {
    /// The most leaves of a tree: more would not be one chain.
    public static final int MAX_LEAVES = Chain.MAX_STEPS;

    private static final TreeShape LEAF = new TreeShape(1, List.of());

    public TreeShape {
        children = List.copyOf(children);
        int sum = 0;
        for (TreeShape child : children) {
            sum += child.leaves;
        }
        if (leaves != (children.isEmpty() ? 1 : sum)) {
            throw new IllegalArgumentException(
                    "a tree of " + leaves + " leaves has " + children.size() + " children with " + sum);
        }
    }

    /// The cheapest tree over `leaves` leaves whose steps have at most `width` children.
    ///
    /// @throws IllegalArgumentException if `leaves` is not in `1..=MAX_LEAVES`, or `width` is below 2 and
    ///     `leaves` is not 1
    public static TreeShape of(int leaves, int width) {
        if (leaves < 1 || leaves > MAX_LEAVES) {
            throw new IllegalArgumentException("leaves must be in 1..=" + MAX_LEAVES + ", got " + leaves);
        }
        if (width < 2 && leaves > 1) {
            throw new IllegalArgumentException("width must be at least 2, got " + width);
        }
        if (leaves == 1) {
            return LEAF;
        }
        // Each step takes the place of one leaf and adds at most `width`: this many are needed below the top.
        int steps = (leaves - 1 + width - 2) / (width - 1) - 1;
        boolean isEven = steps > 1 && steps < width && steps * width >= leaves;
        int children = isEven ? steps : Math.min(width, leaves);
        int[] sizes = new int[children];
        int spare = -leaves;
        for (int i = 0; i < children; i++) {
            sizes[i] = 1 + (width - 1) * share(steps, children, i);
            spare += sizes[i];
        }
        // Fewer than `width - 1` places stay free; those children that are steps get them in turn.
        int branching = Math.min(steps, children);
        for (int i = branching - 1; spare > 0; i = i == 0 ? branching - 1 : i - 1) {
            sizes[i]--;
            spare--;
        }
        List<TreeShape> shapes = new ArrayList<>();
        for (int size : sizes) {
            shapes.add(of(size, width));
        }
        return new TreeShape(leaves, shapes);
    }

    /// Whether this is one leaf.
    public boolean isLeaf() {
        return children.isEmpty();
    }

    /// Steps above the leaves.
    public int steps() {
        int steps = isLeaf() ? 0 : 1;
        for (TreeShape child : children) {
            steps += child.steps();
        }
        return steps;
    }

    /// Steps above the deepest leaf.
    public int levels() {
        int below = 0;
        for (TreeShape child : children) {
            below = Math.max(below, child.levels());
        }
        return isLeaf() ? 0 : 1 + below;
    }

    /// The most children of one step.
    public int width() {
        int width = children.size();
        for (TreeShape child : children) {
            width = Math.max(width, child.width());
        }
        return width;
    }

    /// Children of a step of each level, from the top, as `5×5`; where those of a level differ, the
    /// fewest and the most, as `5×4-5`. A leaf beside steps counts as 1. Empty for a leaf.
    public String text() {
        StringBuilder text = new StringBuilder();
        List<TreeShape> level = List.of(this);
        while (hasSteps(level)) {
            int least = Integer.MAX_VALUE;
            int most = 0;
            List<TreeShape> next = new ArrayList<>();
            for (TreeShape shape : level) {
                int size = Math.max(1, shape.children.size());
                least = Math.min(least, size);
                most = Math.max(most, size);
                next.addAll(shape.children);
            }
            text.append(text.isEmpty() ? "" : "×").append(least).append(least < most ? "-" + most : "");
            level = next;
        }
        return text.toString();
    }

    private static boolean hasSteps(List<TreeShape> level) {
        for (TreeShape shape : level) {
            if (!shape.isLeaf()) {
                return true;
            }
        }
        return false;
    }

    /// Part `i` of `total` spread over `parts`, larger ones first.
    private static int share(int total, int parts, int i) {
        return total / parts + (i < total % parts ? 1 : 0);
    }
}
