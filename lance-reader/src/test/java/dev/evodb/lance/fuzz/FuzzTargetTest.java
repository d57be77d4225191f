package dev.evodb.lance.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// All seeds, everything that was ever found, and a few changes to them, without a fuzzer.
class FuzzTargetTest {
    private static final int CHANGES = 200;

    @ParameterizedTest
    @EnumSource
    void seedsEndNormallyOrWithADeclaredException(FuzzTarget target) throws IOException {
        List<byte[]> seeds = Seeds.of(target);
        assertFalse(seeds.isEmpty());
        target.run(new byte[0]);
        seeds.forEach(target::run);
    }

    @ParameterizedTest
    @EnumSource
    void changedSeedsDoToo(FuzzTarget target) throws IOException {
        List<byte[]> seeds = Seeds.of(target);
        SplittableRandom random = new SplittableRandom(target.name().hashCode());
        for (int i = 0; i < CHANGES; i++) {
            byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
            for (int changes = random.nextInt(4); changes >= 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            target.run(bytes);
        }
    }
}
