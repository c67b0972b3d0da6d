package io.angarium.server.stress;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import java.util.List;
import java.util.Random;

/** What a client that is broken on purpose would do, or a broker: each is planted between the two, and has to be found. */
enum Lie implements Tamper {
    ACKNOWLEDGEMENT_FORGOTTEN {
        @Override
        public List<Frame> toBroker(Frame frame, Random random) {
            boolean hit = frame instanceof ConsumerFrame.Acknowledge ack && ack.correlation() == 0;
            return hit && random.nextInt(4) == 0 ? List.of() : List.of(frame);
        }
    },
    ROLLED_BACK_INSTEAD_OF_COMMITTED {
        @Override
        public List<Frame> toBroker(Frame frame, Random random) {
            return frame instanceof TransactionFrame.Commit commit && random.nextInt(3) == 0
                    ? List.of(new TransactionFrame.Rollback(
                            commit.correlation(), commit.session(), commit.transaction(), List.of()))
                    : List.of(frame);
        }
    },
    NOTHING_SAID_OF_WHAT_WAS_HANDED_OVER {
        @Override
        public List<Frame> toBroker(Frame frame, Random random) {
            if (frame instanceof ConsumerFrame.HandedOver) {
                return List.of();
            } else if (frame instanceof SessionFrame.CloseSession close) {
                return List.of(new SessionFrame.CloseSession(close.correlation(), close.session(), List.of()));
            } else if (frame instanceof SessionFrame.Recover recover) {
                return List.of(new SessionFrame.Recover(recover.correlation(), recover.session(), List.of()));
            } else if (frame instanceof TransactionFrame.Rollback back) {
                return List.of(new TransactionFrame.Rollback(
                        back.correlation(), back.session(), back.transaction(), List.of()));
            }
            return List.of(frame);
        }
    },
    DELIVERED_TWICE {
        @Override
        public List<Frame> toClient(Frame frame, Random random) {
            return frame instanceof ConsumerFrame.Deliver && random.nextInt(10) == 0
                    ? List.of(frame, frame)
                    : List.of(frame);
        }
    },
    COUNT_OF_DELIVERIES_FORGOTTEN {
        @Override
        public List<Frame> toClient(Frame frame, Random random) {
            return frame instanceof ConsumerFrame.Deliver told
                    ? List.of(new ConsumerFrame.Deliver(
                            told.consumer(),
                            told.tag(),
                            told.id(),
                            1,
                            told.expiration(),
                            told.timeLeft(),
                            told.deliveryTime(),
                            told.message()))
                    : List.of(frame);
        }
    },
    CONFIRMED_ON_TRUST {
        @Override
        public List<Frame> toBroker(Frame frame, Random random) {
            return frame instanceof ProducerFrame.Send send && random.nextInt(20) == 0
                    ? List.of(new ProducerFrame.Send(
                            send.producer(), send.sequence(), send.transaction(), 1, 0, send.message()))
                    : List.of(frame);
        }
    }
}
