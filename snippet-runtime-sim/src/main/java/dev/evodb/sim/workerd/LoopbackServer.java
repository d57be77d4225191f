package dev.evodb.sim.workerd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// A port of loopback that takes one message a connection. Connections are served at the same time, by
/// virtual threads, until `close`.
final class LoopbackServer implements AutoCloseable {
    private final ServerSocket server;

    /// What becomes of one message. A connection ends when this returns or throws, so that whoever asked and
    /// got no answer sees a connection that ends.
    interface Service {
        void serve(Socket socket, HttpWire.Message message) throws IOException;
    }

    private LoopbackServer(ServerSocket server) {
        this.server = server;
    }

    /// Takes `port`, or any free one if that is 0. Connections wait until [#start].
    ///
    /// @throws IOException if the port is taken
    static LoopbackServer listen(int port) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new LoopbackServer(server);
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot listen on port " + port + " of this machine: " + e.getMessage(), e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /// From now on `service` gets what arrives. Called once.
    void start(Service service) {
        Thread.ofVirtual().start(() -> accept(service));
    }

    private void accept(Service service) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket, service));
            } catch (IOException e) {
                // Closed.
                return;
            }
        }
    }

    private static void serve(Socket connection, Service service) {
        try (Socket socket = connection) {
            socket.setTcpNoDelay(true);
            service.serve(socket, HttpWire.read(socket.getInputStream(), true));
        } catch (IOException e) {
            // Whoever asked is gone, sent no HTTP, or is to see a broken network.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
