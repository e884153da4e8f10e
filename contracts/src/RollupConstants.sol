// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {Deployment, IRollup, Settings} from "./interfaces/IRollup.sol";
import {ITrellisToken} from "./interfaces/ITrellisToken.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";
import {Field} from "./libraries/Field.sol";
import {SettingsRange} from "./libraries/SettingsRange.sol";

/// @title What a rollup is deployed with, for ever
abstract contract RollupConstants is IRollup {
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
    /// @dev P9: the registry's slasher, and the one contract that may fine proposers.
    address internal immutable COURT;
    IVerifier internal immutable VERIFIER;
    uint256 internal immutable VK_SET_HASH;
    uint256 internal immutable GENESIS_STATE_ROOT;
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
        // P2.2: a seat that asks for exit as a round begins can be slashed for that round.
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
        GENESIS_STATE_ROOT = d.genesisStateRoot;
    }

    /// @inheritdoc IRollup
    function settings() public view returns (Settings memory) {
        return Settings({
            proposalWindow: PROPOSAL_WINDOW,
            proofWindow: PROOF_WINDOW,
            inclusionDelay: INCLUSION_DELAY,
            minBurnBid: MIN_BURN_BID,
            bond: BOND,
            blockReward: BLOCK_REWARD,
            leafWeight: LEAF_WEIGHT,
            mergeWeight: MERGE_WEIGHT,
            rootWeight: ROOT_WEIGHT,
            uncommittedFactorBps: UNCOMMITTED_FACTOR_BPS,
            targetProvers: TARGET_PROVERS,
            alphaMin: ALPHA_MIN,
            alphaMax: ALPHA_MAX,
            uncles: UNCLES,
            uncleReward: UNCLE_REWARD,
            fairPay: FAIR_PAY,
            pipelined: PIPELINED
        });
    }

    /// @inheritdoc IRollup
    function deployment() external view returns (Deployment memory) {
        return Deployment({
            token: address(TOKEN),
            secondAsset: SECOND_ASSET,
            registry: address(REGISTRY),
            verifier: address(VERIFIER),
            vkSetHash: VK_SET_HASH,
            genesisStateRoot: GENESIS_STATE_ROOT
        });
    }

    function _requireField(uint256 value) internal pure {
        if (value >= Field.MODULUS) revert NotAField(value);
    }

    function _requireContract(address account) private view {
        if (account.code.length == 0) revert NotAContract(account);
    }
}
