// FAISS through its C++ interface. Variants: fastscan (4-bit codes scanned in registers), pq8 (half as many codes
// of 8 bits), both compared again by floats, and hnsw (16 links a node and 32 at the bottom, construction beam 200).
#include "measure.hpp"

#include <faiss/Index.h>
#include <faiss/IndexHNSW.h>
#include <faiss/IndexIVF.h>
#include <faiss/IndexRefine.h>
#include <faiss/index_factory.h>
#include <faiss/index_io.h>
#include <omp.h>

#include <memory>

class FaissDriver : public Driver {
    std::unique_ptr<faiss::Index> index;
    faiss::IndexRefine* refine = nullptr;
    faiss::IndexIVF* ivf = nullptr;
    faiss::IndexHNSW* hnsw = nullptr;
    std::vector<float> distances;
    std::vector<faiss::Index::idx_t> labels;
    double fileBytes = 0;

    static std::string file(const Request& request) { return request.text("cache") + "/faiss.index"; }

    static std::string factory(const Request& request) {
        std::string variant = request.text("variant");
        std::string ivf = "IVF" + request.text("partitions") + ",PQ";
        if (variant == "fastscan") return ivf + request.text("subvectors") + "x4fs,RFlat";
        if (variant == "pq8") return ivf + std::to_string(request.integer("subvectors") / 2) + "x8,RFlat";
        if (variant == "hnsw") return "HNSW16";
        throw std::runtime_error("no variant is called " + variant);
    }

    void find() {
        refine = dynamic_cast<faiss::IndexRefine*>(index.get());
        ivf = refine ? dynamic_cast<faiss::IndexIVF*>(refine->base_index) : nullptr;
        hnsw = dynamic_cast<faiss::IndexHNSW*>(index.get());
    }

  public:
    std::string note(const Request& request) override {
        return "FAISS " + std::to_string(FAISS_VERSION_MAJOR) + "." + std::to_string(FAISS_VERSION_MINOR) + "." +
               std::to_string(FAISS_VERSION_PATCH) + " " + factory(request) + ", library of the system";
    }

    void build(const Request& request, const Rows& base) override {
        omp_set_num_threads(request.integer("threads"));
        index.reset(faiss::index_factory(base.dims, factory(request).c_str(), faiss::METRIC_L2));
        find();
        if (hnsw) hnsw->hnsw.efConstruction = 200;
        index->train(base.count, base.values.data());
        index->add(base.count, base.values.data());
        faiss::write_index(index.get(), file(request).c_str());
    }

    void open(const Request& request) override {
        omp_set_num_threads(1);
        index.reset(faiss::read_index(file(request).c_str()));
        find();
        std::ifstream in(file(request), std::ios::binary | std::ios::ate);
        fileBytes = double(in.tellg());
    }

    void set(const std::string& setting) override {
        if (hnsw) {
            hnsw->hnsw.efSearch = std::atoi(setting.c_str());
        } else {
            ivf->nprobe = std::atoi(setting.c_str());
            refine->k_factor = std::atof(setting.c_str() + setting.find('/') + 1);
        }
    }

    void search(const float* query, int k, int32_t* rows) override {
        distances.resize(k);
        labels.resize(k);
        index->search(1, query, k, distances.data(), labels.data());
        std::copy(labels.begin(), labels.end(), rows);
    }

    double bytes() override { return fileBytes; }
    double rows() override { return double(index->ntotal); }
};

int main(int count, char** arguments) {
    FaissDriver driver;
    return runDriver(driver, count, arguments);
}
