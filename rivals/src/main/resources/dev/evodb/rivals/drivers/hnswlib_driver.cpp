// hnswlib: 16 links a node and 32 at the bottom, construction beam 200, rows in the graph.
#include "measure.hpp"

#include <hnswlib/hnswlib.h>

#include <memory>
#include <thread>

#ifndef HNSWLIB_RELEASE
#define HNSWLIB_RELEASE "of the system"
#endif

class HnswlibDriver : public Driver {
    std::unique_ptr<hnswlib::L2Space> space;
    std::unique_ptr<hnswlib::HierarchicalNSW<float>> index;
    double fileBytes = 0;

    static std::string file(const Request& request) { return request.text("cache") + "/hnswlib.bin"; }

  public:
    std::string note(const Request&) override { return "hnswlib " HNSWLIB_RELEASE " M 16, -O3 -march=native"; }

    void build(const Request& request, const Rows& base) override {
        hnswlib::L2Space l2(base.dims);
        hnswlib::HierarchicalNSW<float> graph(&l2, base.count, 16, 200, 100);
        graph.addPoint(base.row(0), 0);
        std::atomic<size_t> next{1};
        std::vector<std::thread> workers;
        for (int t = 0; t < request.integer("threads"); t++) {
            workers.emplace_back([&] {
                for (size_t i; (i = next++) < base.count;) graph.addPoint(base.row(i), i);
            });
        }
        for (std::thread& worker : workers) worker.join();
        graph.saveIndex(file(request));
    }

    void open(const Request& request) override {
        int32_t dims = 0;
        std::ifstream(request.text("base"), std::ios::binary).read(reinterpret_cast<char*>(&dims), 4);
        space = std::make_unique<hnswlib::L2Space>(dims);
        index = std::make_unique<hnswlib::HierarchicalNSW<float>>(space.get(), file(request));
        std::ifstream in(file(request), std::ios::binary | std::ios::ate);
        fileBytes = double(in.tellg());
    }

    void set(const std::string& setting) override { index->setEf(std::atoi(setting.c_str())); }

    void search(const float* query, int k, int32_t* rows) override {
        auto nearest = index->searchKnn(query, k);
        for (size_t i = nearest.size(); i-- > 0;) {
            rows[i] = int32_t(nearest.top().second);
            nearest.pop();
        }
    }

    double bytes() override { return fileBytes; }
    double rows() override { return double(index->cur_element_count); }
};

int main(int count, char** arguments) {
    HnswlibDriver driver;
    return runDriver(driver, count, arguments);
}
