package dev.evodb.lance.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.lance.hostile.Attack.Report;
import dev.evodb.lance.hostile.Attack.Target;
import dev.evodb.lance.hostile.Subject.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AttackTest {
    private static final byte[] GOOD = {1, 2, 3, 4};

    private interface Reading {
        Outcome read(Mutation mutation) throws IOException;
    }

    private static Target target(Family family, Reading reading) {
        return new Target(
                () -> new Subject() {
                    @Override
                    public String name() {
                        return "fixture path";
                    }

                    @Override
                    public byte[] good() {
                        return GOOD;
                    }

                    @Override
                    public Outcome read(Mutation mutation) throws IOException {
                        return reading.read(mutation);
                    }
                },
                family);
    }

    @Test
    void runsEveryMutationOnce() throws IOException {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Target target = target(new Family.Bytes(GOOD), mutation -> {
            seen.add(mutation.toString());
            return Outcome.DATA;
        });
        assertEquals(44, Attack.run("all", List.of(target), Long.MAX_VALUE, 1).data());
        assertEquals(44, seen.size());
        assertTrue(seen.contains("patch 2 1 0xff"), seen::toString);
    }

    @Test
    void goesOnAfterAnUndeclaredExceptionAndSaysHowToRepeatIt() throws IOException {
        Target target = target(new Family.Lengths(GOOD), mutation -> {
            if (mutation instanceof Mutation.Cut(int length) && length == 3) {
                throw new ArrayIndexOutOfBoundsException("Index 5 out of bounds");
            }
            return Outcome.REFUSED;
        });
        Report report = Attack.run("failing", List.of(target), Long.MAX_VALUE, 1);
        assertEquals(1, report.failures());
        assertEquals(131, report.refused());
        assertTrue(
                report.lines()
                        .getFirst()
                        .startsWith(
                                "fixture path :: cut 3 :: java.lang.ArrayIndexOutOfBoundsException: Index 5 out of bounds"),
                report.lines()::toString);
    }

    @Test
    void anErrorIsAFailureToo() throws IOException {
        Target target = target(new Family.Spliced(0, 10), _ -> {
            throw new StackOverflowError();
        });
        assertEquals(
                10, Attack.run("errors", List.of(target), Long.MAX_VALUE, 1).failures());
    }

    @Test
    void aSampleIsTheSameForTheSameSeed() throws IOException {
        assertEquals(sample(7), sample(7));
        assertEquals(40, sample(7).size());
        assertTrue(!sample(7).equals(sample(8)));
    }

    private static List<String> sample(long seed) throws IOException {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Target target = target(new Family.Spliced(0, 1000), mutation -> {
            seen.add(mutation.toString());
            return Outcome.DATA;
        });
        Attack.run("sample", List.of(target), 40, seed);
        Collections.sort(seen);
        return seen;
    }

    @Test
    void nothingIsStartedAfterTheEnd() throws IOException {
        Target target = target(new Family.Bytes(GOOD), _ -> Outcome.DATA);
        assertEquals(
                0, Attack.run("over", List.of(target), Long.MAX_VALUE, 1, 0).mutations());
    }

    @Test
    void withAnEndFarAwayEveryMutationRunsOnce() throws IOException {
        List<Long> seen = Collections.synchronizedList(new ArrayList<>());
        List<Target> targets = new ArrayList<>();
        for (long first = 0; first < 3; first++) {
            targets.add(target(new Family.Spliced(first * 2_500, 2_500), mutation -> {
                seen.add(((Mutation.Splice) mutation).seed());
                return Outcome.DATA;
            }));
        }
        Attack.run("turns", targets, Long.MAX_VALUE, 1, 1_000_000);
        assertEquals(
                LongStream.range(0, 7_500).boxed().toList(),
                seen.stream().sorted().toList());
    }

    @Test
    void mutationsCanBeReadBackFromTheirLines() {
        for (Mutation mutation : List.of(
                new Mutation.Patch(7, 8, -1),
                new Mutation.Cut(0),
                new Mutation.Extension(64, 255),
                new Mutation.Splice(9))) {
            assertEquals(mutation, Mutation.parse(mutation.toString()));
        }
    }

    @Test
    void wordsAreReplacedBesideEachOtherInPlace() {
        byte[] bytes = GOOD.clone();
        Mutation.write(bytes, new Mutation.Patch(2, 4, 0x0A0B0C0DL));
        assertEquals("[1, 2, 13, 12]", Arrays.toString(bytes));
    }
}
