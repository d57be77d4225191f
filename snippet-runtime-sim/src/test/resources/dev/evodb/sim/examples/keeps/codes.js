// Computes: a table look-up for each byte of a code, as a quantized index does.
export default {
    async fetch(request) {
        const codes = Uint8Array.from({ length: 16 * 256 }, (_, i) => (i * 31) & 255);
        const table = Float32Array.from({ length: 16 * 256 }, (_, i) => ((i * 37) % 1009) / 1009);
        let least = Infinity;
        for (let round = 0; round < 8; round++) {
            for (let row = 0; row < 256; row++) {
                let distance = 0;
                for (let i = 0; i < 16; i++) distance += table[i * 256 + codes[row * 16 + i]];
                if (distance < least) least = distance;
            }
        }
        return new Response(String(least));
    },
};
