package io.leveret.management.http;

import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * In a path, {@code /e//} is the default exchange, whose name is empty, as for RabbitMQ. The router does not know of
 * empty segments, so the name that stands for it is put in before.
 */
final class EmptySegments extends Handler.Wrapper {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getPath();
        if (path == null || !path.contains("/e//")) {
            return super.handle(request, response, callback);
        }
        HttpURI rewritten = HttpURI.build(request.getHttpURI(), path.replace("/e//", "/e/amq.default/"))
                .asImmutable();
        return super.handle(
                new Request.Wrapper(request) {
                    @Override
                    public HttpURI getHttpURI() {
                        return rewritten;
                    }
                },
                response,
                callback);
    }
}
