// Builds an index of an .fvecs file with hnswlib and prints recall@10 and queries a second of CPU time for some
// beams. Public API only; bench/README.md has the Debian package and the command.
//
//   hnswlib BASE.fvecs QUERY.fvecs TRUTH.ivecs ROWS M EF_CONSTRUCTION EF[,EF…] PASSES
#include <hnswlib/hnswlib.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

template <typename T>
static std::vector<T> readRows(const char* name, int& width) {
    std::ifstream in(name, std::ios::binary);
    std::vector<T> values;
    for (int32_t count; in.read(reinterpret_cast<char*>(&count), 4);) {
        width = count;
        values.resize(values.size() + count);
        in.read(reinterpret_cast<char*>(&values[values.size() - count]), 4L * count);
    }
    return values;
}

static double cpuSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_utime.tv_usec * 1e-6 + usage.ru_stime.tv_sec + usage.ru_stime.tv_usec * 1e-6;
}

int main(int argc, char** argv) {
    if (argc != 9) {
        std::fprintf(stderr, "usage: hnswlib BASE QUERY TRUTH ROWS M EF_CONSTRUCTION EF[,EF] PASSES\n");
        return 2;
    }
    int dims = 0, neighbours = 0;
    std::vector<float> base = readRows<float>(argv[1], dims);
    std::vector<float> queries = readRows<float>(argv[2], dims);
    std::vector<int32_t> truth = readRows<int32_t>(argv[3], neighbours);
    size_t rows = std::min<size_t>(base.size() / dims, std::atol(argv[4]));
    size_t count = queries.size() / dims;
    hnswlib::L2Space space(dims);
    hnswlib::HierarchicalNSW<float> index(&space, rows, std::atoi(argv[5]), std::atoi(argv[6]));
    double start = cpuSeconds();
    for (size_t i = 0; i < rows; i++) {
        index.addPoint(&base[i * dims], i);
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("hnswlib build: %.1f CPU s, peak %ld MiB\n", cpuSeconds() - start, usage.ru_maxrss >> 10);
    std::stringstream beams(argv[7]);
    for (std::string beam; std::getline(beams, beam, ',');) {
        index.setEf(std::stoi(beam));
        std::vector<double> rates;
        size_t found = 0;
        for (int pass = 0; pass <= std::atoi(argv[8]); pass++) {
            found = 0;
            double before = cpuSeconds();
            for (size_t q = 0; q < count; q++) {
                auto nearest = index.searchKnn(&queries[q * dims], 10);
                for (; !nearest.empty(); nearest.pop()) {
                    const int32_t* first = &truth[q * neighbours];
                    found += std::find(first, first + 10, (int32_t)nearest.top().second) != first + 10;
                }
            }
            if (pass > 0) rates.push_back(count / (cpuSeconds() - before));
        }
        std::sort(rates.begin(), rates.end());
        std::printf("hnswlib ef %s: recall %.4f, %.0f queries/s\n", beam.c_str(), found / (10.0 * count), rates[rates.size() / 2]);
        std::fflush(stdout);
    }
}
