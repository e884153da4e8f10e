// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice What a verifier could do instead of its work. Its `verify` is not a view, so callers must make a static
/// call.
contract HostileVerifier {
    enum Deed {
        CallBack,
        AnswerNothing,
        AnswerNoBool,
        BurnAllGas,
        RevertAtLength
    }

    Deed internal immutable DEED;
    address internal immutable TARGET;
    bytes internal payload;
    uint256 public calls;

    constructor(Deed deed, address target, bytes memory payload_) {
        (DEED, TARGET, payload) = (deed, target, payload_);
    }

    function verify(bytes calldata, bytes32[] calldata) external returns (bool) {
        if (DEED == Deed.CallBack) {
            (bool ok,) = TARGET.call(payload);
            if (ok) ++calls;
            return ok;
        }
        if (DEED == Deed.AnswerNothing) {
            assembly {
                return(0, 0)
            }
        }
        if (DEED == Deed.AnswerNoBool) {
            assembly {
                mstore(0, 2)
                return(0, 32)
            }
        }
        if (DEED == Deed.BurnAllGas) {
            assembly {
                invalid()
            }
        }
        assembly {
            revert(0, 10000)
        }
    }
}
