// Our kernels' work in C++, to be timed beside them: plain loops that the compiler vectorises for floats, intrinsics
// for the 4-bit scan, population counts for RaBitQ. Layouts are those of the Java package dev.evodb.ann.kernel, data
// those of dev.evodb.rivals.kernel.KernelData. Prints `time NAME in|out NANOS_PER_ROW SUM`.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <immintrin.h>
#include <string>

static const int CHUNK = 1024;
static const int PAIRS = 25;

static uint64_t state;

static void seed(uint64_t value) { state = value; }

static uint64_t next() {
    uint64_t z = (state += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

template <typename T> static T* room(size_t count) {
    size_t bytes = (count * sizeof(T) + 63) / 64 * 64;
    return static_cast<T*>(std::aligned_alloc(64, bytes));
}

static float* floats(size_t count) {
    float* values = room<float>(count);
    for (size_t i = 0; i < count; i += 8) {
        uint64_t bits = next();
        for (size_t j = i; j < std::min(count, i + 8); j++, bits >>= 8) values[j] = (int(bits & 31) - 16) / 8.0f;
    }
    return values;
}

static uint8_t* bytes(size_t count, int mask) {
    uint8_t* values = room<uint8_t>(count);
    for (size_t i = 0; i < count; i += 8) {
        uint64_t bits = next();
        for (size_t j = i; j < std::min(count, i + 8); j++, bits >>= 8) values[j] = uint8_t(bits) & mask;
    }
    return values;
}

// The best of some rounds, nanoseconds a row; `run` goes through all rows `repeats` times.
static void report(const char* name, const char* place, double rows, int repeats, int rounds, double sum,
                   const std::function<void()>& run) {
    double best = 1e300;
    for (int round = 0; round < rounds; round++) {
        auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < repeats; i++) run();
        double nanos = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
        best = std::min(best, nanos / repeats / rows);
    }
    std::printf("time %s %s %.4f %.0f\n", name, place, best, sum);
    std::fflush(stdout);
}

__attribute__((noinline)) static void l2(const float* query, const float* rows, int dims, int count, float* out) {
    for (int r = 0; r < count; r++) {
        float sum = 0;
        for (int d = 0; d < dims; d++) {
            float difference = query[d] - rows[size_t(r) * dims + d];
            sum += difference * difference;
        }
        out[r] = sum;
    }
}

__attribute__((noinline)) static void dot(const float* query, const float* rows, int dims, int count, float* out) {
    for (int r = 0; r < count; r++) {
        float sum = 0;
        for (int d = 0; d < dims; d++) sum += query[d] * rows[size_t(r) * dims + d];
        out[r] = sum;
    }
}

typedef void (*RowKernel)(const float*, const float*, int, int, float*);

static void rowKernel(const std::string& name, RowKernel kernel, int dims, const char* place, int rows, int repeats,
                      int rounds) {
    seed(7 + dims);
    float* query = floats(dims);
    float* values = floats(size_t(rows) * dims);
    float* out = room<float>(CHUNK);
    auto run = [&](double* sum) {
        for (int from = 0; from < rows; from += CHUNK) {
            int count = std::min(CHUNK, rows - from);
            kernel(query, values + size_t(from) * dims, dims, count, out);
            if (sum) for (int i = 0; i < count; i++) *sum += 64 * double(out[i]);
        }
    };
    double sum = 0;
    run(&sum);
    report(name.c_str(), place, rows, repeats, rounds, sum, [&] { run(nullptr); });
    std::free(query);
    std::free(values);
    std::free(out);
}

#if defined(__AVX2__)
// Blocks of 64 rows, (pairs, 64) bytes; in each run of 16 bytes rows 0..7 have the even places, 8..15 the odd ones.
__attribute__((noinline)) static void pq4(const uint8_t* codes, int blocks, int pairs, const uint8_t* tables,
                                          uint16_t* sums) {
#if defined(__AVX512BW__)
    const __m512i low = _mm512_set1_epi8(15);
    const __m512i even = _mm512_set1_epi16(255);
    for (int block = 0; block < blocks; block++) {
        __m512i evens = _mm512_setzero_si512(), odds = evens;
        for (int pair = 0; pair < pairs; pair++, codes += 64) {
            __m512i code = _mm512_loadu_si512(codes);
            __m512i first = _mm512_shuffle_epi8(_mm512_loadu_si512(tables + 128 * pair), _mm512_and_si512(code, low));
            __m512i second = _mm512_shuffle_epi8(_mm512_loadu_si512(tables + 128 * pair + 64),
                                                 _mm512_and_si512(_mm512_srli_epi16(code, 4), low));
            __m512i both = _mm512_add_epi8(first, second);
            evens = _mm512_add_epi16(evens, _mm512_and_si512(both, even));
            odds = _mm512_add_epi16(odds, _mm512_srli_epi16(both, 8));
        }
        for (int run = 0; run < 4; run++) {
            std::memcpy(sums + 64 * block + 16 * run, reinterpret_cast<char*>(&evens) + 16 * run, 16);
            std::memcpy(sums + 64 * block + 16 * run + 8, reinterpret_cast<char*>(&odds) + 16 * run, 16);
        }
    }
#else
    const __m256i low = _mm256_set1_epi8(15);
    const __m256i even = _mm256_set1_epi16(255);
    for (int block = 0; block < blocks; block++) {
        __m256i evens[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()}, odds[2] = {evens[0], evens[0]};
        for (int pair = 0; pair < pairs; pair++, codes += 64) {
            __m256i table0 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(tables + 128 * pair));
            __m256i table1 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(tables + 128 * pair + 64));
            for (int half = 0; half < 2; half++) {
                __m256i code = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(codes + 32 * half));
                __m256i both = _mm256_add_epi8(
                    _mm256_shuffle_epi8(table0, _mm256_and_si256(code, low)),
                    _mm256_shuffle_epi8(table1, _mm256_and_si256(_mm256_srli_epi16(code, 4), low)));
                evens[half] = _mm256_add_epi16(evens[half], _mm256_and_si256(both, even));
                odds[half] = _mm256_add_epi16(odds[half], _mm256_srli_epi16(both, 8));
            }
        }
        for (int run = 0; run < 4; run++) {
            std::memcpy(sums + 64 * block + 16 * run, reinterpret_cast<char*>(evens) + 16 * run, 16);
            std::memcpy(sums + 64 * block + 16 * run + 8, reinterpret_cast<char*>(odds) + 16 * run, 16);
        }
    }
#endif
}

static void pq4Kernel(const char* place, int blocks, int repeats, int rounds) {
    const int chunk = 64;
    seed(11);
    uint8_t* entries = bytes(2 * PAIRS * 16, 127);
    uint8_t* tables = room<uint8_t>(2 * PAIRS * 64);
    for (int i = 0; i < 2 * PAIRS * 64; i++) tables[i] = entries[i / 64 * 16 + i % 16];
    uint8_t* codes = bytes(size_t(blocks) * PAIRS * 64, 255);
    uint16_t* out = room<uint16_t>(chunk * 64);
    auto run = [&](double* sum) {
        for (int from = 0; from < blocks; from += chunk) {
            int count = std::min(chunk, blocks - from);
            pq4(codes + size_t(from) * PAIRS * 64, count, PAIRS, tables, out);
            if (sum) for (int i = 0; i < count * 64; i++) *sum += double(out[i]) * (1 + i % 64);
        }
    };
    double sum = 0;
    run(&sum);
    report("pq4-50", place, 64.0 * blocks, repeats, rounds, sum, [&] { run(nullptr); });
    std::free(entries);
    std::free(tables);
    std::free(codes);
    std::free(out);
}
#endif

// Blocks of 8 rows, (words, 8) words of 64 bits; planes are (4, words), the last of numbers in two's complement.
__attribute__((noinline)) static void rabitq(const uint64_t* codes, int blocks, int words, const uint64_t* planes,
                                             int32_t* out) {
    for (int block = 0; block < blocks; block++) {
#if defined(__AVX512VPOPCNTDQ__)
        __m512i sums[4] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(),
                           _mm512_setzero_si512()};
        for (int w = 0; w < words; w++, codes += 8) {
            __m512i code = _mm512_loadu_si512(codes);
            for (int b = 0; b < 4; b++) {
                __m512i plane = _mm512_set1_epi64(int64_t(planes[b * words + w]));
                sums[b] = _mm512_add_epi64(sums[b], _mm512_popcnt_epi64(_mm512_and_si512(code, plane)));
            }
        }
        __m512i all = _mm512_add_epi64(_mm512_add_epi64(sums[0], _mm512_slli_epi64(sums[1], 1)),
                                       _mm512_sub_epi64(_mm512_slli_epi64(sums[2], 2), _mm512_slli_epi64(sums[3], 3)));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + 8 * block), _mm512_cvtepi64_epi32(all));
#else
        int64_t sums[8] = {};
        for (int w = 0; w < words; w++, codes += 8) {
            for (int b = 0; b < 4; b++) {
                int64_t weight = b == 3 ? -8 : 1 << b;
                for (int r = 0; r < 8; r++) {
                    sums[r] += weight * __builtin_popcountll(codes[r] & planes[b * words + w]);
                }
            }
        }
        for (int r = 0; r < 8; r++) out[8 * block + r] = int32_t(sums[r]);
#endif
    }
}

static void rabitqKernel(const char* name, int words, const char* place, int blocks, int repeats, int rounds) {
    const int chunk = 512;
    seed(13 + words);
    uint64_t* planes = reinterpret_cast<uint64_t*>(bytes(size_t(4) * words * 8, 255));
    uint64_t* codes = reinterpret_cast<uint64_t*>(bytes(size_t(blocks) * words * 64, 255));
    int32_t* out = room<int32_t>(chunk * 8);
    auto run = [&](double* sum) {
        for (int from = 0; from < blocks; from += chunk) {
            int count = std::min(chunk, blocks - from);
            rabitq(codes + size_t(from) * words * 8, count, words, planes, out);
            if (sum) for (int i = 0; i < count * 8; i++) *sum += double(out[i]) * (1 + i % 8);
        }
    };
    double sum = 0;
    run(&sum);
    report(name, place, 8.0 * blocks, repeats, rounds, sum, [&] { run(nullptr); });
    std::free(planes);
    std::free(codes);
    std::free(out);
}

__attribute__((noinline)) static int32_t readAll(const int32_t* values, int count) {
    uint32_t sum = 0;
    for (int i = 0; i < count; i++) sum += uint32_t(values[i]);
    return int32_t(sum);
}

static void readKernel(int rows) {
    seed(17);
    int count = rows * 128;
    int32_t* values = reinterpret_cast<int32_t*>(bytes(size_t(count) * 4, 255));
    int32_t sum = readAll(values, count);
    volatile int32_t sink = 0;
    report("read-512B", "out", rows, 1, 15, sum, [&] { sink = sink + readAll(values, count); });
    std::free(values);
}

int main() {
    const int scan = 100000;
    for (int dims : {100, 128, 768}) {
        int many = (128 << 20) / 4 / dims;
        std::string size = std::to_string(dims);
        rowKernel("l2-" + size, l2, dims, "in", 128, 400, 15);
        rowKernel("dot-" + size, dot, dims, "in", 128, 400, 15);
        rowKernel("l2-" + size, l2, dims, "out", many, 1, 7);
        rowKernel("dot-" + size, dot, dims, "out", many, 1, 7);
    }
#if defined(__AVX2__)
    pq4Kernel("in", 256, 50, 15);
    pq4Kernel("out", 131072, 1, 7);
#endif
    rabitqKernel("rabitq-128", 2, "in", 4096, 50, 15);
    rabitqKernel("rabitq-128", 2, "out", 1 << 20, 1, 7);
    rabitqKernel("rabitq-768", 12, "in", 512, 50, 15);
    rabitqKernel("rabitq-768", 12, "out", 170000, 1, 7);
    rowKernel("scan-100k-128", l2, 128, "out", scan, 1, 15);
    readKernel(scan);
    return 0;
}
