package io.leveret.it.crash;

import com.rabbitmq.client.Connection;

/** One client of the load, on a thread and a connection of its own in each life of the broker. */
interface LoadWorker {
    /** Works until the connection ends; an end of the connection is no failure. */
    void run(Connection connection) throws Exception;
}
