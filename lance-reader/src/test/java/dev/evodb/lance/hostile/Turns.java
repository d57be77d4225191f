package dev.evodb.lance.hostile;

import dev.evodb.lance.hostile.Attack.Target;
import dev.evodb.lance.hostile.Attack.Task;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/// Small pieces of all targets in turn, those of each target in an order that `seed` determines and that
/// soon has been everywhere in its file: wherever it ends, a part of every file is done.
final class Turns implements Iterator<Task> {
    private static final int PIECE = 50;

    private final List<Target> targets;
    private final long[] shares;
    private final long[] starts;
    private long turn;
    private int next;
    private int left;

    Turns(List<Target> targets, long budget, long seed) {
        this.targets = targets;
        this.shares = targets.stream()
                .mapToLong(target -> Attack.share(target, targets, budget))
                .toArray();
        SplittableRandom random = new SplittableRandom(seed);
        this.starts = Arrays.stream(shares)
                .map(share -> random.nextLong(Math.max(1, pieces(share))))
                .toArray();
        this.left = (int) Arrays.stream(shares).filter(share -> share > 0).count();
    }

    private static long pieces(long share) {
        return (share + PIECE - 1) / PIECE;
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    @Override
    public Task next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        while (turn >= pieces(shares[next])) {
            step();
        }
        int target = next;
        long pieces = pieces(shares[target]);
        left -= turn == pieces - 1 ? 1 : 0;
        long piece = (starts[target] + turn * stride(pieces)) % pieces;
        step();
        long from = piece * PIECE;
        return new Task(targets.get(target), from, Math.min(shares[target], from + PIECE), shares[target]);
    }

    private void step() {
        next++;
        if (next == targets.size()) {
            next = 0;
            turn++;
        }
    }

    /// About the golden section of `pieces`, with which it has no divisor in common.
    private static long stride(long pieces) {
        long stride = Math.max(1, (long) (pieces * 0.618));
        while (BigInteger.valueOf(stride).gcd(BigInteger.valueOf(pieces)).intValue() != 1) {
            stride++;
        }
        return stride;
    }
}
