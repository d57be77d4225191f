package dev.evodb.api.fuzz;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Seeds, and seeds with a few bytes by chance, without a fuzzer.
class FuzzTargetTest {
    private static final int INPUTS = 20_000;
    private static final String TELLING = "{}[]\",:\\/%$.-+eE0129 ntfu\u0000\u00e9";

    @ParameterizedTest
    @EnumSource
    void isTakenOrRefused(FuzzTarget target) {
        List<byte[]> seeds = target.seeds();
        seeds.forEach(target::run);
        SplittableRandom random = new SplittableRandom(target.name().hashCode());
        for (int i = 0; i < INPUTS; i++) {
            byte[] seed = seeds.get(random.nextInt(seeds.size()));
            byte[] input = new byte[seed.length + 1];
            int cut = random.nextInt(input.length);
            System.arraycopy(seed, 0, input, 0, cut);
            input[cut] = (byte) TELLING.charAt(random.nextInt(TELLING.length()));
            int skipped = Math.min(seed.length, cut + random.nextInt(2));
            System.arraycopy(seed, skipped, input, cut + 1, Math.min(seed.length - skipped, input.length - cut - 1));
            if (random.nextInt(3) == 0) {
                input[random.nextInt(input.length)] = (byte) random.nextInt(256);
            }
            target.run(input);
        }
    }
}
