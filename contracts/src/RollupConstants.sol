// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {Deployment, IRollup, Settings} from "./interfaces/IRollup.sol";
import {ITrellisToken} from "./interfaces/ITrellisToken.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";
import {Field} from "./libraries/proofs/Field.sol";
import {SettingsRange} from "./libraries/rounds/SettingsRange.sol";
import {SSTORE2} from "solady/utils/SSTORE2.sol";

/// @title The constants of a rollup, fixed at deployment
abstract contract RollupConstants is IRollup {
    uint256 private constant SETTINGS_BYTES = 17 * 32;

    uint32 internal immutable PROPOSAL_WINDOW;
    uint32 internal immutable PROOF_WINDOW;
    uint32 internal immutable INCLUSION_DELAY;
    uint96 internal immutable MIN_BURN_BID;
    uint96 internal immutable BOND;
    uint96 internal immutable BLOCK_REWARD;
    uint16 internal immutable LEAF_WEIGHT;
    uint16 internal immutable MERGE_WEIGHT;
    uint16 internal immutable ROOT_WEIGHT;
    uint16 internal immutable UNCOMMITTED_FACTOR_BPS;
    uint16 internal immutable TARGET_PROVERS;
    uint8 internal immutable ALPHA_MIN;
    uint8 internal immutable ALPHA_MAX;
    uint8 internal immutable UNCLES;
    uint96 internal immutable UNCLE_REWARD;
    bool internal immutable FAIR_PAY;
    bool internal immutable PIPELINED;

    ITrellisToken internal immutable TOKEN;
    address internal immutable SECOND_ASSET;
    IProverRegistry internal immutable REGISTRY;
    /// @dev P9: the registry's slasher, the only contract that may fine proposers.
    address internal immutable COURT;
    IVerifier internal immutable VERIFIER;
    uint256 internal immutable VK_SET_HASH;
    /// @dev Data contract with settings and deployment, encoded as they are returned. Encoding them on each call takes
    /// much more code.
    address internal immutable CONSTANTS;
    /// @inheritdoc IRollup
    uint256 public immutable rollupId;

    constructor(Settings memory s, Deployment memory d) {
        SettingsRange.check(s);
        _requireContract(d.token);
        _requireContract(d.secondAsset);
        _requireContract(d.registry);
        _requireContract(d.verifier);
        if (d.secondAsset == d.token) revert SameAsset(d.token);
        address minter = ITrellisToken(d.token).minter();
        if (minter != address(this)) revert WrongMinter(minter, address(this));
        address staked = IProverRegistry(d.registry).token();
        if (staked != d.token) revert WrongRegistryToken(staked, d.token);
        // P2.2: a seat that asks for exit when a round begins can still be slashed for that round.
        uint256 exitDelay = IProverRegistry(d.registry).exitDelay();
        uint256 round = SettingsRange.longestRound(s);
        if (exitDelay <= round) revert ExitDelayTooShort(exitDelay, round);
        _requireField(d.vkSetHash);
        _requireField(d.genesisStateRoot);
        rollupId = (block.chainid << 160) | uint160(address(this));
        _requireField(rollupId);

        PROPOSAL_WINDOW = s.proposalWindow;
        PROOF_WINDOW = s.proofWindow;
        INCLUSION_DELAY = s.inclusionDelay;
        MIN_BURN_BID = s.minBurnBid;
        BOND = s.bond;
        BLOCK_REWARD = s.blockReward;
        LEAF_WEIGHT = s.leafWeight;
        MERGE_WEIGHT = s.mergeWeight;
        ROOT_WEIGHT = s.rootWeight;
        UNCOMMITTED_FACTOR_BPS = s.uncommittedFactorBps;
        TARGET_PROVERS = s.targetProvers;
        ALPHA_MIN = s.alphaMin;
        ALPHA_MAX = s.alphaMax;
        UNCLES = s.uncles;
        UNCLE_REWARD = s.uncleReward;
        FAIR_PAY = s.fairPay;
        PIPELINED = s.pipelined;
        TOKEN = ITrellisToken(d.token);
        SECOND_ASSET = d.secondAsset;
        REGISTRY = IProverRegistry(d.registry);
        COURT = IProverRegistry(d.registry).slasher();
        VERIFIER = IVerifier(d.verifier);
        VK_SET_HASH = d.vkSetHash;
        CONSTANTS = SSTORE2.write(abi.encode(s, d));
    }

    /// @inheritdoc IRollup
    function settings() external view returns (Settings calldata answer) {
        assembly ("memory-safe") {
            answer := 0
        }
        _answer(SSTORE2.read(CONSTANTS, 0, SETTINGS_BYTES));
    }

    /// @inheritdoc IRollup
    function deployment() external view returns (Deployment calldata answer) {
        assembly ("memory-safe") {
            answer := 0
        }
        _answer(SSTORE2.read(CONSTANTS, SETTINGS_BYTES));
    }

    function _requireField(uint256 value) internal pure {
        if (value >= Field.MODULUS) revert NotAField(value);
    }

    function _requireContract(address account) private view {
        if (account.code.length == 0) revert NotAContract(account);
    }

    /// @dev Ends the call with an encoded result. The calling function never reaches its own return variable. That
    /// variable is declared in calldata and points nowhere, because the compiler would first fill one in memory with
    /// zeros.
    function _answer(bytes memory encoded) internal pure {
        assembly ("memory-safe") {
            return(add(encoded, 32), mload(encoded))
        }
    }
}
