package io.leveret.broker.connection;

import io.leveret.codec.AmqpException;
import io.leveret.codec.ReplyCode;

/** Refusals of frames of a channel that come out of order, with the texts of RabbitMQ's command assembler. */
final class UnexpectedFrame {
    private UnexpectedFrame() {}

    static AmqpException methodExpected() {
        return new AmqpException(ReplyCode.UNEXPECTED_FRAME, "expected method frame, got non method frame instead");
    }

    static AmqpException headerExpected() {
        return new AmqpException(
                        ReplyCode.UNEXPECTED_FRAME,
                        "expected content header for class 60, got non content header frame instead")
                .causedBy(60, 40);
    }

    static AmqpException headerOfClass(int classId) {
        return new AmqpException(
                        ReplyCode.UNEXPECTED_FRAME,
                        "expected content header for class 60, got one for class " + classId + " instead")
                .causedBy(60, 40);
    }

    static AmqpException bodyExpected() {
        return new AmqpException(
                        ReplyCode.UNEXPECTED_FRAME, "expected content body, got non content body frame instead")
                .causedBy(60, 40);
    }
}
