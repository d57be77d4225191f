// What every driver in C++ shares: the request, the files, the clock, and the lines that it prints.
// The protocol is that of the Java package dev.evodb.rivals.driver.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

struct Rows {
    int dims = 0;
    size_t count = 0;
    std::vector<float> values;

    const float* row(size_t i) const { return values.data() + i * dims; }
};

inline Rows readFvecs(const std::string& file, size_t most) {
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    if (!in) throw std::runtime_error("cannot read " + file);
    size_t bytes = in.tellg();
    in.seekg(0);
    int32_t dims = 0;
    in.read(reinterpret_cast<char*>(&dims), 4);
    Rows rows;
    rows.dims = dims;
    rows.count = std::min(most, bytes / (4 + 4 * size_t(dims)));
    rows.values.resize(rows.count * dims);
    for (size_t i = 0; i < rows.count; i++) {
        if (i > 0) in.read(reinterpret_cast<char*>(&dims), 4);
        if (dims != rows.dims) throw std::runtime_error(file + " has rows of several lengths");
        in.read(reinterpret_cast<char*>(rows.values.data() + i * dims), 4 * size_t(dims));
    }
    if (!in) throw std::runtime_error(file + " is cut short");
    return rows;
}

inline double cpuSeconds(clockid_t clock) {
    timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

inline double wallSeconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// A field of /proc/self/status in MB.
inline double statusMegabytes(const std::string& field) {
    std::ifstream in("/proc/self/status");
    std::string line;
    while (std::getline(in, line)) {
        if (line.rfind(field, 0) == 0) return std::atof(line.c_str() + field.size()) / 1024;
    }
    return 0;
}

struct Request {
    std::map<std::string, std::string> values;

    std::string text(const std::string& key) const {
        auto found = values.find(key);
        if (found == values.end()) throw std::runtime_error("key " + key + " is missing");
        return found->second;
    }
    double number(const std::string& key) const { return std::atof(text(key).c_str()); }
    int integer(const std::string& key) const { return std::atoi(text(key).c_str()); }
    std::vector<std::string> settings() const {
        std::vector<std::string> found;
        std::string all = text("settings") + ",";
        for (size_t from = 0, to; (to = all.find(',', from)) != std::string::npos; from = to + 1) {
            found.push_back(all.substr(from, to - from));
        }
        return found;
    }
};

// What a driver has to bring.
struct Driver {
    virtual ~Driver() = default;
    virtual std::string note(const Request& request) = 0;
    // Builds the index of `base` and writes it below `cache`.
    virtual void build(const Request& request, const Rows& base) = 0;
    virtual void open(const Request& request) = 0;
    virtual void set(const std::string& setting) = 0;
    // Writes the numbers of the nearest `k` rows, -1 where there is none.
    virtual void search(const float* query, int k, int32_t* rows) = 0;
    // Bytes of the index and the rows that it needs.
    virtual double bytes() = 0;
    // Rows of the index.
    virtual double rows() = 0;
};

inline void measure(Driver& driver, const Request& request) {
    Rows queries = readFvecs(request.text("query"), request.integer("queries"));
    int k = request.integer("k");
    std::vector<std::string> settings = request.settings();
    struct State {
        std::vector<double> cpuRates, wallRates, micros;
        std::vector<int32_t> answers;
        double seconds = 0;
    };
    std::vector<State> states(settings.size());
    std::vector<int32_t> found(k);
    double end = wallSeconds() + request.number("warmup");
    for (size_t next = 0; wallSeconds() < end;) {
        for (const std::string& setting : settings) {
            driver.set(setting);
            for (int i = 0; i < 50 && wallSeconds() < end; i++) {
                driver.search(queries.row(next++ % queries.count), k, found.data());
            }
        }
    }
    for (int pass = 0; pass < request.integer("passes"); pass++) {
        for (size_t s = 0; s < settings.size(); s++) {
            State& state = states[s];
            if (pass > 0 && state.seconds >= request.number("limit")) continue;
            driver.set(settings[s]);
            state.answers.assign(queries.count * k, -1);
            double cpu = cpuSeconds(CLOCK_THREAD_CPUTIME_ID);
            double begin = wallSeconds();
            for (size_t q = 0; q < queries.count; q++) {
                double start = wallSeconds();
                driver.search(queries.row(q), k, state.answers.data() + q * k);
                state.micros.push_back((wallSeconds() - start) * 1e6);
            }
            double wall = wallSeconds() - begin;
            state.cpuRates.push_back(queries.count / std::max(1e-6, cpuSeconds(CLOCK_THREAD_CPUTIME_ID) - cpu));
            state.wallRates.push_back(queries.count / std::max(1e-6, wall));
            state.seconds += wall;
        }
    }
    for (size_t s = 0; s < settings.size(); s++) {
        State& state = states[s];
        std::string name = settings[s];
        std::replace(name.begin(), name.end(), '/', '_');
        std::ofstream out(request.text("answers") + "/" + name + ".ivecs", std::ios::binary);
        for (size_t q = 0; q < queries.count; q++) {
            int32_t width = k;
            out.write(reinterpret_cast<char*>(&width), 4);
            out.write(reinterpret_cast<char*>(state.answers.data() + q * k), 4 * size_t(k));
        }
        if (!out.flush()) throw std::runtime_error("cannot write answers");
        std::sort(state.cpuRates.begin(), state.cpuRates.end());
        std::sort(state.wallRates.begin(), state.wallRates.end());
        std::sort(state.micros.begin(), state.micros.end());
        std::printf("point %s %.3f %.3f %.3f %.3f\n", settings[s].c_str(), state.cpuRates[state.cpuRates.size() / 2],
                    state.wallRates[state.wallRates.size() / 2], state.micros[state.micros.size() / 2],
                    state.micros[size_t(state.micros.size() * 0.99)]);
    }
    std::printf("memory %.1f %.1f\n", statusMegabytes("VmRSS:"), driver.bytes() / driver.rows());
}

inline int runDriver(Driver& driver, int count, char** arguments) {
    try {
        Request request;
        for (int i = 2; i < count; i++) {
            std::string argument = arguments[i];
            size_t equals = argument.find('=');
            if (equals == std::string::npos) throw std::runtime_error("expected KEY=VALUE, got " + argument);
            request.values[argument.substr(0, equals)] = argument.substr(equals + 1);
        }
        std::string command = count > 1 ? arguments[1] : "";
        std::printf("note %s\n", driver.note(request).c_str());
        if (command == "build") {
            Rows base = readFvecs(request.text("base"), SIZE_MAX);
            double wall = wallSeconds();
            double cpu = cpuSeconds(CLOCK_PROCESS_CPUTIME_ID);
            driver.build(request, base);
            std::printf("built %.3f %.3f %.1f\n", cpuSeconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, wallSeconds() - wall,
                        statusMegabytes("VmHWM:"));
        } else if (command == "measure") {
            driver.open(request);
            measure(driver, request);
        } else {
            throw std::runtime_error("expected build or measure");
        }
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
}
