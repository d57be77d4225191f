package dev.evodb.cli.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.chain.TreeShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NeighboursTest {
    @Test
    void groupsThatLieTogetherShareARouter() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<Integer> groups = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                groups.add(i / 5);
            }
            Collections.shuffle(groups, random);
            float[][] centroids = new float[25][];
            for (int i = 0; i < 25; i++) {
                double angle = groups.get(i) * 2 * Math.PI / 5;
                centroids[i] = new float[] {
                    (float) (10 * Math.cos(angle) + random.nextGaussian()),
                    (float) (10 * Math.sin(angle) + random.nextGaussian())
                };
            }
            int[] order = Neighbours.order(TreeShape.of(25, 5), centroids);
            for (int router = 0; router < 5; router++) {
                Set<Integer> below = new HashSet<>();
                for (int leaf = 0; leaf < 5; leaf++) {
                    below.add(groups.get(order[5 * router + leaf]));
                }
                assertEquals(1, below.size(), "seed " + seed + ", router " + router);
            }
        }
    }

    @Test
    void everyRegionHasOnePlaceInAnyShape() {
        for (int count = 1; count < 40; count++) {
            float[][] centroids = new float[count][1];
            for (int i = 0; i < count; i++) {
                centroids[i][0] = i * 7 % 5;
            }
            for (int width = 2; width < 6; width++) {
                int[] order = Neighbours.order(TreeShape.of(count, width), centroids);
                int[] sorted = order.clone();
                Arrays.sort(sorted);
                for (int i = 0; i < count; i++) {
                    assertEquals(i, sorted[i]);
                }
                assertArrayEquals(order, Neighbours.order(TreeShape.of(count, width), centroids));
            }
        }
    }
}
